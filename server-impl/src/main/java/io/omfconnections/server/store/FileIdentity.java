package io.omfconnections.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a database file has been removed, or replaced by another one. SQLite does not: it
 * goes on writing to the file that it has opened, which no path refers to any more.
 *
 * <p>Never opens the file: closing it again would release SQLite's locks in this process, see
 * https://www.sqlite.org/howtocorrupt.html, section 2.2.
 */
final class FileIdentity {
  /** How long a transaction that reads relies on the last check. */
  private static final Duration VALIDITY = Duration.ofSeconds(1);

  private final Path file;
  private final @Nullable Object key;

  /** The time of {@link System#nanoTime} until which the file counts as checked. */
  private volatile long checkedUntil = System.nanoTime();

  /**
   * Remembers which file the path refers to.
   *
   * @throws IOException if the file does not exist or can't be examined
   */
  FileIdentity(Path file) throws IOException {
    this.file = file;
    this.key = key(file);
  }

  /**
   * Checks the file, unless it has been checked within the last second.
   *
   * @throws SQLException if the path does not refer to the same file any more
   */
  void checkNowAndThen() throws SQLException {
    if (checkedUntil - System.nanoTime() <= 0) {
      check();
    }
  }

  /**
   * Checks that the path still refers to the same file.
   *
   * @throws SQLException if it does not
   */
  void check() throws SQLException {
    long now = System.nanoTime();
    checkedUntil = now; // unless the check succeeds
    Object current;
    try {
      current = key(file);
    } catch (IOException e) {
      throw new SQLTransientConnectionException("The database " + file + " has been removed", e);
    }
    if (!Objects.equals(current, key)) {
      throw new SQLTransientConnectionException(
          "The database " + file + " has been replaced: restart the server");
    }
    checkedUntil = now + VALIDITY.toNanos();
  }

  /** Returns the device and inode of the file; null if the operating system has no such key. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
