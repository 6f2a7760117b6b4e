package io.omfconnections.server.store;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Refusal;
import io.omfconnections.server.connections.Refusal.Kind;
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

/** The store in a SQL database. Keeps no state of its own between transactions. */
public final class SqlConnectionStore implements ConnectionStore {
  private final Database database;
  private final Duration timeout;
  private final Lane readers;
  private final Lane writers;

  /**
   * A store in the given database, which it closes with itself.
   *
   * @param timeout how long a transaction may wait for the database
   */
  public SqlConnectionStore(Database database, Duration timeout) {
    this.database = database;
    this.timeout = timeout;
    this.readers = new Lane(database.readers(), database.maxReaders());
    this.writers = new Lane(database.writers(), database.maxWriters());
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
   * The transactions of one kind that run at once. Waiting for a turn is done here and not in the
   * connection pool, because here it ends with the request's own deadline, and is fair.
   */
  private record Lane(Jdbi jdbi, Semaphore turns) {
    Lane(DataSource source, int size) {
      this(Jdbi.create(source), new Semaphore(size, true));
    }
  }

  private <T> T transact(Lane lane, Deadline deadline, Work<T> work) {
    deadline.check();
    Deadline limit = Deadline.in(timeout);
    boolean granted;
    try {
      granted = lane.turns.tryAcquire(least(deadline, limit).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal(Kind.UNAVAILABLE, deadline, e);
    }
    if (!granted) {
      throw refusal(Kind.STORAGE_TIMED_OUT, deadline, null);
    }
    try (Handle handle = lane.jdbi.open()) {
      database.limitWait(handle.getConnection(), least(deadline, limit));
      handle.begin();
      try {
        T result = work.in(new SqlTransaction(handle));
        deadline.check();
        handle.commit();
        return result;
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
    } catch (SQLException | JdbiException e) {
      throw translated(e, deadline);
    } finally {
      lane.turns.release();
    }
  }

  /** What goes wrong while rolling back hides nothing of what went wrong before. */
  private static void rollback(Handle handle, Throwable cause) {
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static Duration least(Deadline one, Deadline other) {
    Duration a = one.remaining();
    Duration b = other.remaining();
    return a.compareTo(b) < 0 ? a : b;
  }

  private RuntimeException translated(Exception thrown, Deadline deadline) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error) {
        Optional<Kind> meaning =
            error instanceof SQLTransientConnectionException
                ? Optional.of(Kind.UNAVAILABLE)
                : database.meaningOf(error);
        if (meaning.isPresent()) {
          return refusal(meaning.get(), deadline, thrown);
        }
      }
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }

  /**
   * A wait that outlasted the request's own deadline is the request's timeout, not the storage's.
   */
  private static Refusal refusal(Kind kind, Deadline deadline, @Nullable Exception cause) {
    if (kind == Kind.STORAGE_TIMED_OUT && deadline.isOver()) {
      return deadline.timedOut();
    }
    String reason =
        kind == Kind.STORAGE_TIMED_OUT
            ? "Storage did not answer in time. Nothing was changed."
            : "Storage is not available. Nothing was changed.";
    Map<String, String> parameters =
        Map.of("storage", kind == Kind.STORAGE_TIMED_OUT ? "timed out" : "unavailable");
    return new Refusal(kind, reason, parameters, cause);
  }
}
