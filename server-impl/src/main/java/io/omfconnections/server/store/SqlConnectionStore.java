package io.omfconnections.server.store;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.OperationException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Stores connections in SQLite. */
public final class SqlConnectionStore implements ConnectionStore {
  private final SqliteDatabase database;
  private final Duration timeout;
  private final Pool readers;
  private final Pool writers;
  private final AccessControlLists.ListCache lists = new AccessControlLists.ListCache();

  /**
   * Creates a store that owns the database and closes it.
   *
   * @param timeout how long a transaction may wait for the database
   */
  public SqlConnectionStore(SqliteDatabase database, Duration timeout) {
    this.database = database;
    this.timeout = timeout;
    this.readers = new Pool(database.readers(), database.maxReaders(), false);
    this.writers = new Pool(database.writers(), database.maxWriters(), true);
  }

  @Override
  public <T> T read(Deadline deadline, Work<T> work) {
    return transact(readers, deadline, work);
  }

  @Override
  public <T> T write(Deadline deadline, Work<T> work) {
    return transact(writers, deadline, work);
  }

  @Override
  public void close() {
    database.close();
  }

  /**
   * A connection pool with a limit on concurrent transactions. Transactions wait for a permit here
   * and not in HikariCP, because this wait is fair and ends with the deadline of the request.
   */
  private record Pool(Jdbi jdbi, Semaphore permits, boolean writes) {
    Pool(DataSource source, int size, boolean writes) {
      this(Jdbi.create(source), new Semaphore(size, true), writes);
    }
  }

  private <T> T transact(Pool pool, Deadline deadline, Work<T> work) {
    deadline.check();
    Deadline limit = Deadline.in(timeout);
    boolean acquired;
    try {
      acquired = pool.permits.tryAcquire(shorter(deadline, limit).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw exception(Kind.UNAVAILABLE, deadline, e);
    }
    if (!acquired) {
      throw exception(Kind.STORAGE_TIMED_OUT, deadline, null);
    }
    try (Handle handle = pool.jdbi.open()) {
      database.limitWait(handle.getConnection(), shorter(deadline, limit));
      handle.begin();
      try {
        T result = work.in(new SqlTransaction(handle, lists));
        deadline.check();
        database.checkFile();
        handle.commit();
        if (pool.writes) {
          database.checkFile(); // a file that was replaced in between does not have the change
          database.limitLog(handle.getConnection());
        }
        return result;
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
    } catch (SQLException | JdbiException e) {
      throw translate(e, deadline);
    } finally {
      pool.permits.release();
    }
  }

  /** Rolls back. A failure of the rollback is added to the original exception as suppressed. */
  private static void rollback(Handle handle, Throwable cause) {
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static Duration shorter(Deadline one, Deadline other) {
    Duration a = one.remaining();
    Duration b = other.remaining();
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Translates an exception of the database, if it is not a defect of the service. */
  private static RuntimeException translate(Exception thrown, Deadline deadline) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error) {
        Optional<Kind> kind =
            error instanceof SQLTransientConnectionException
                ? Optional.of(Kind.UNAVAILABLE)
                : SqliteDatabase.failureKind(error);
        if (kind.isPresent()) {
          return exception(kind.get(), deadline, thrown);
        }
      }
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }

  /** Reports a storage timeout as a timeout of the request if its deadline has expired, too. */
  private static OperationException exception(
      Kind kind, Deadline deadline, @Nullable Exception cause) {
    if (kind == Kind.STORAGE_TIMED_OUT && deadline.isExpired()) {
      return deadline.timeoutException();
    }
    String reason =
        kind == Kind.STORAGE_TIMED_OUT
            ? "Storage did not respond in time. Nothing was changed."
            : "Storage is not available. Nothing was changed.";
    Map<String, String> parameters =
        Map.of("storage", kind == Kind.STORAGE_TIMED_OUT ? "Timed out." : "Not available.");
    return new OperationException(kind, reason, parameters, cause);
  }
}
