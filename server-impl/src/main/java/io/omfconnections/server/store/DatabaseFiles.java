package io.omfconnections.server.store;

import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/** Checks and creates the files of a database before SQLite opens them. */
final class DatabaseFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFiles.class);

  /** SQLite's limit for paths, in bytes; it appends "-journal" to the name of the database. */
  private static final int MAX_PATH = 512 - "-journal".length();

  private DatabaseFiles() {}

  /**
   * Creates the folder and an empty database file, unless they exist, for the user of this process
   * only. SQLite gives the files that it creates the permissions of the database file.
   *
   * @throws UncheckedIOException if they can't be created, read or written; the message says what
   *     to do
   */
  static void prepare(Path folder, Path file) {
    if (file.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
      throw failure(
          "The path of the database "
              + file
              + " is too long for SQLite: use a data directory with a shorter path");
    }
    try {
      PrivateFiles.createDirectories(folder);
    } catch (IOException e) {
      throw failure(
          "The data directory "
              + folder
              + " can't be created: "
              + FileErrors.reason(e)
              + ". Use a directory in which the user of this process may create files");
    }
    if (!Files.isWritable(folder)) {
      throw failure(
          "The data directory "
              + folder
              + " can't be written. Give the user of this process permission, or use a directory"
              + " on a file system that is not read-only");
    }
    try {
      if (!Files.exists(file)) {
        PrivateFiles.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was first.
    } catch (IOException e) {
      throw failure("The database " + file + " can't be created: " + FileErrors.reason(e));
    }
    // Does not open the file: closing it again would release SQLite's locks in this process, see
    // https://www.sqlite.org/howtocorrupt.html, section 2.2.
    if (!Files.isRegularFile(file) || !Files.isReadable(file) || !Files.isWritable(file)) {
      throw failure(
          "The database "
              + file
              + (Files.isRegularFile(file)
                  ? " can't be read and written. Give the user of this process permission"
                  : " is not a file. Move it away, or use another data directory"));
    }
    warnIfOpenToOthers(file);
  }

  private static void warnIfOpenToOthers(Path file) {
    try {
      if (PrivateFiles.isOpenToOthers(file)) {
        LOG.warn("Other users of this machine can read the database: chmod 600 {}*", file);
      }
    } catch (IOException e) {
      // Only a warning would be missing.
    }
  }

  /** Says why SQLite can't open or write a database, and what to do. */
  static String failure(Path file, Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    int code = root instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
    String explanation =
        switch (code) {
          case 5, 6 -> // BUSY, LOCKED
              " is locked by another process. Wait until it has finished, or stop it.";
          case 8, 14 -> // READONLY, CANTOPEN
              " can't be opened for writing. Give the user of this process permission to write the"
                  + " file, its directory, and the files whose names end with -wal and -shm.";
          case 10, 13 -> // IOERR, FULL
              " can't be read or written. Check the disk and its free space.";
          case 11, 26 -> // CORRUPT, NOTADB
              " is damaged, or is not a database. Restore a backup, or move the file away.";
          default -> " can't be opened.";
        };
    return "The database " + file + explanation + " (" + oneLine(root) + ")";
  }

  private static String oneLine(Throwable root) {
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  private static UncheckedIOException failure(String message) {
    return new UncheckedIOException(message + ".", new IOException(message));
  }
}
