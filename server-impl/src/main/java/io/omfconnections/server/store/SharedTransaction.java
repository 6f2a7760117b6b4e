package io.omfconnections.server.store;

import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.WaitingThread;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction of the database in which one or more units of work run, one after the other: each
 * unit succeeds or fails alone, and one commit makes all of them durable. Except for {@link
 * #awaitEnd}, only the thread that has the turn uses it.
 */
final class SharedTransaction {
  /** The maximum number of units. */
  static final int MAX_UNITS = 64;

  /** The time after which no further unit begins, so that the first one is not delayed for long. */
  static final Duration MAX_TIME = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(SharedTransaction.class);

  private final Database database;
  private final Connection connection;
  private final Deadline growth;
  private final Duration commitLimit;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private int units;

  /**
   * The exception of a unit whose changes could not be undone without the changes of the others.
   */
  private @Nullable Throwable brokenBy;

  /**
   * Creates a transaction, which begins with its first unit and closes the connection.
   *
   * @param maxTime the time after which no further unit begins
   * @param commitLimit how long the commit may wait for the database
   */
  SharedTransaction(
      Database database, Connection connection, Duration maxTime, Duration commitLimit) {
    this.database = database;
    this.connection = connection;
    this.growth = Deadline.in(maxTime);
    this.commitLimit = commitLimit;
  }

  /** Prepares a connection for the first unit. */
  @FunctionalInterface
  interface Beginning {
    void begin(Connection connection, Duration limit) throws SQLException;
  }

  /** A unit of work. */
  @FunctionalInterface
  interface Unit<T> {
    T in(Connection connection) throws SQLException;
  }

  /** How a transaction has ended. If there is neither a cause nor a failure, it is committed. */
  private record End(@Nullable Throwable brokenBy, @Nullable Throwable commitFailure) {}

  /** Thrown when a unit was undone because of another unit of the transaction. */
  @SuppressWarnings("serial") // never serialized
  static final class UndoneException extends RuntimeException {
    private UndoneException(Throwable cause) {
      super(cause);
    }
  }

  /** Thrown when the commit has failed. */
  @SuppressWarnings("serial") // never serialized
  static final class CommitFailedException extends RuntimeException {
    private CommitFailedException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Runs a unit of work. If it throws, what it has changed is undone.
   *
   * @param limit how long a statement may wait for the database
   * @param beginning begins the transaction, if this is the first unit
   */
  <T> T run(Duration limit, Beginning beginning, Unit<T> unit) throws SQLException {
    // The first unit needs no savepoint: if it fails, the transaction ends.
    boolean first = units++ == 0;
    try {
      if (first) {
        beginning.begin(connection, limit);
        return unit.in(connection);
      }
      execute("SAVEPOINT unit");
      T result = unit.in(connection);
      execute("RELEASE SAVEPOINT unit");
      return result;
    } catch (Throwable e) {
      brokenBy = e; // also if undoing throws
      if (!first && undo(e)) {
        brokenBy = null;
      }
      throw e;
    }
  }

  /** Undoes the last unit. Returns false if only the whole transaction can be undone. */
  private boolean undo(Throwable cause) {
    try {
      execute("ROLLBACK TO SAVEPOINT unit");
      execute("RELEASE SAVEPOINT unit");
      // The unit may have had little time left, which must not limit the commit of the others.
      database.limit(connection, commitLimit);
      return true;
    } catch (Throwable e) {
      // The database has rolled the transaction back itself if the disk is full, for example.
      suppress(cause, e);
      return false;
    }
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }

  /** Returns whether another unit may run before the commit. */
  boolean canGrow() {
    return brokenBy == null && units < MAX_UNITS && !growth.isExpired();
  }

  /** Commits, or rolls back if a unit could not be undone alone. Reports to {@link #awaitEnd}. */
  void end() {
    @Nullable Throwable failure = null;
    if (brokenBy == null) {
      failure = commit();
    } else {
      rollback(brokenBy);
    }
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      LOG.debug("The connection can't be returned to its pool", e);
    } finally {
      end.complete(new End(brokenBy, failure));
    }
  }

  private @Nullable Throwable commit() {
    try {
      database.commit(connection);
      return null;
    } catch (Throwable e) {
      rollback(e);
      return e;
    }
  }

  /** Rolls back. A failure of the rollback is added to the original exception as suppressed. */
  private void rollback(Throwable cause) {
    try {
      database.rollback(connection);
    } catch (Throwable e) {
      suppress(cause, e);
    }
  }

  /** The JVM can throw the same object for want of memory twice, which can't suppress itself. */
  private static void suppress(Throwable cause, Throwable e) {
    if (e != cause) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Waits until the transaction has ended. Can't be interrupted: the outcome must be known.
   *
   * @param thrown what the caller's unit has thrown, or null. It is not valid without the commit,
   *     because it can be due to what other units have changed.
   * @throws CommitFailedException if the commit has failed
   * @throws UndoneException if all units were undone because of another unit
   */
  void awaitEnd(@Nullable Throwable thrown) {
    End reached = end.isDone() ? end.join() : WaitingThread.await(end::join);
    if (reached.commitFailure() != null) {
      throw new CommitFailedException(reached.commitFailure());
    }
    if (reached.brokenBy() != null && reached.brokenBy() != thrown) {
      throw new UndoneException(reached.brokenBy());
    }
  }
}
