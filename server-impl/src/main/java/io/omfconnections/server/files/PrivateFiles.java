package io.omfconnections.server.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

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
