package io.omfconnections.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * Limits the size of SQLite's write-ahead log.
 *
 * <p>SQLite copies the log into the database from time to time, but starts it again from the
 * beginning only at a moment when nobody reads from it. Beside overlapping readers there is no such
 * moment, and the log grows without limit. So the writer that finds the log too large makes SQLite
 * wait until the transactions that read have ended; each is short, since it reads one page of a
 * list at most. Transactions that begin in the meantime read the database instead of the log.
 */
final class WriteAheadLog {
  /** The size from which the log is emptied, in bytes. */
  static final long MAX_SIZE = 64L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

  /** How long one attempt waits for readers. The writer's request waits, too. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  /** How long a failed attempt is not repeated, so that writers do not wait each time. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final Path file;
  private final long maxSize;
  private final AtomicLong nextAttempt = new AtomicLong(System.nanoTime());

  /**
   * Creates the limit of a database's log.
   *
   * @param database the database file
   * @param maxSize the size from which the log is emptied, in bytes
   */
  WriteAheadLog(Path database, long maxSize) {
    this.file = database.resolveSibling(database.getFileName() + "-wal");
    this.maxSize = maxSize;
  }

  /**
   * Empties the log if it is too large. A failure is logged and has no other effect: the log is
   * emptied later.
   *
   * @param writer a connection that is not in a transaction
   */
  void limit(Connection writer) {
    if (size() <= maxSize || System.nanoTime() - nextAttempt.get() < 0) {
      return;
    }
    try (Statement statement = writer.createStatement()) {
      writer.unwrap(SQLiteConnection.class).setBusyTimeout((int) MAX_WAIT.toMillis());
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      LOG.warn("The write-ahead log can't be emptied: {}", e.getMessage());
    }
    if (size() > maxSize) {
      nextAttempt.set(System.nanoTime() + RETRY_AFTER.toNanos());
    }
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // no log: the database is being closed, or was removed
    }
  }
}
