package io.omfconnections.server.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Creates files and directories that only their owner can use: mode 0600 and 0700. On file systems
 * without POSIX permissions, as on Windows, they inherit the permissions of their directory.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /**
   * Creates a directory and its missing parents. Leaves an existing directory as it is.
   *
   * @throws IOException if it can't be created, or is a file
   */
  public static void createDirectories(Path directory) throws IOException {
    // Before Java 20, createDirectories rejects a symbolic link to a directory.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, attributes(directory, DIRECTORY));
    }
  }

  /**
   * Creates an empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists
   * @throws IOException if it can't be created
   */
  public static void createFile(Path file) throws IOException {
    Files.createFile(file, attributes(file, FILE));
  }

  /**
   * Opens a file for writing, and creates it if it is missing: of several processes that do this,
   * all open the same file.
   *
   * @throws IOException if it can't be opened or created
   */
  public static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(file, FILE));
  }

  /**
   * Writes a file, in place of an existing one. When this method returns, the content is on disk;
   * if the process or the machine fails earlier, the file has its previous content.
   *
   * @throws IOException if it can't be written
   */
  public static void replace(Path file, String text) throws IOException {
    Path complete = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    createFile(complete);
    try {
      try (FileChannel channel = FileChannel.open(complete, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(complete);
    }
    syncDirectory(file);
  }

  /**
   * Removes a file, if it exists. When this method returns, this is on disk.
   *
   * @throws IOException if it can't be removed
   */
  public static void remove(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      syncDirectory(file);
    }
  }

  private static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && isPosix(file)) { // Windows has no such operation
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Returns whether users other than the owner can read or write the file; false if the file system
   * has no POSIX permissions.
   *
   * @throws IOException if the permissions can't be read
   */
  public static boolean isOpenToOthers(Path file) throws IOException {
    return isPosix(file) && !DIRECTORY.containsAll(Files.getPosixFilePermissions(file));
  }

  /** Returns whether the path is on a file system with POSIX permissions. */
  public static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
