package io.omfconnections.server.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.OperationException.Kind;
import io.omfconnections.server.store.StorageMetrics.Result;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions within their time limits, runs them again after conflicts with concurrent ones,
 * and translates errors of the database.
 */
final class TransactionRunner implements AutoCloseable {
  /** Upper bound of the random pause before the first repetition. It doubles each time. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(4);

  private static final Duration MAX_PAUSE = Duration.ofMillis(250);

  /** The kinds of failure that are errors of the caller, not of the database. */
  private static final Set<Kind> CALLERS = Set.of(Kind.INVALID, Kind.FORBIDDEN, Kind.NOT_FOUND);

  private final Database database;
  private final Duration timeout;
  private final TransactionPool readers;
  private final TransactionPool writers;
  private final StorageMetrics readMetrics;
  private final StorageMetrics writeMetrics;

  /**
   * Creates a runner that owns the database and closes it.
   *
   * @param timeout how long a transaction may wait for the database
   */
  TransactionRunner(Database database, Duration timeout) {
    this(database, timeout, SharedTransaction.MAX_TIME);
  }

  TransactionRunner(Database database, Duration timeout, Duration maxSharing) {
    this(database, timeout, maxSharing, new CompositeMeterRegistry());
  }

  TransactionRunner(
      Database database, Duration timeout, Duration maxSharing, MeterRegistry registry) {
    this.database = database;
    this.timeout = timeout;
    this.readMetrics = new StorageMetrics(registry, "read");
    this.writeMetrics = new StorageMetrics(registry, "write");
    this.readers = TransactionPool.ofReaders(database, timeout);
    this.writers = TransactionPool.ofWriters(database, maxSharing, timeout);
  }

  /** Thrown when a transaction was rolled back because of a concurrent one. */
  @SuppressWarnings("serial") // never serialized
  private static final class ConflictException extends RuntimeException {
    ConflictException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Runs work that only reads. It may run several times.
   *
   * @param tenantId the tenant that the work is done for, or {@link Turns#SERVICE}
   */
  <T> T read(String tenantId, Deadline deadline, Function<Sql, T> work) {
    return transact(readers, tenantId, deadline, database::begin, work);
  }

  /**
   * As {@link #read}, but each statement sees the state at its own time, and needs no transaction.
   * If that is not enough, because a list was removed between two statements, the work runs in one.
   */
  <T> T lookUp(String tenantId, Deadline deadline, Function<Sql, T> work) {
    try {
      return transact(readers, tenantId, deadline, database::prepareLookUp, work);
    } catch (AccessControlLists.RemovedException e) {
      return read(tenantId, deadline, work);
    }
  }

  /** As {@link #read}, for work that writes; commits it. */
  <T> T write(String tenantId, Deadline deadline, Function<Sql, T> work) {
    return transact(writers, tenantId, deadline, database::begin, work);
  }

  /** Returns the deadline of a transaction that is not part of a request. */
  Deadline defaultDeadline() {
    return Deadline.in(timeout);
  }

  @Override
  public void close() {
    database.close();
  }

  private <T> T transact(
      TransactionPool pool,
      String tenantId,
      Deadline deadline,
      SharedTransaction.Beginning beginning,
      Function<Sql, T> work) {
    deadline.check();
    Deadline limit = Deadline.in(timeout);
    for (Duration maxPause = FIRST_PAUSE; ; maxPause = maxPause.multipliedBy(2)) {
      try {
        return attempt(pool, tenantId, deadline, limit, beginning, work);
      } catch (ConflictException e) {
        Duration bound = maxPause.compareTo(MAX_PAUSE) < 0 ? maxPause : MAX_PAUSE;
        pause(bound, shorter(deadline, limit), deadline, e);
      }
    }
  }

  /** Waits for a random time, so that transactions in conflict are not repeated in step. */
  private static void pause(
      Duration bound, Duration remaining, Deadline deadline, ConflictException conflict) {
    try {
      if (remaining.compareTo(bound) > 0) {
        TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(bound.toNanos()));
        return;
      }
      TimeUnit.NANOSECONDS.sleep(remaining.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw exception(Kind.UNAVAILABLE, deadline, e);
    }
    if (deadline.isExpired()) {
      throw deadline.timeoutException();
    }
    throw new OperationException(
        Kind.UNAVAILABLE,
        "Too many requests change the same data at the same time. Nothing was changed.",
        Map.of("storage", "Conflicting changes."),
        conflict.getCause());
  }

  private <T> T attempt(
      TransactionPool pool,
      String tenantId,
      Deadline deadline,
      Deadline limit,
      SharedTransaction.Beginning beginning,
      Function<Sql, T> work) {
    StorageMetrics metrics = pool == writers ? writeMetrics : readMetrics;
    awaitTurn(pool, tenantId, deadline, limit, metrics);
    long start = System.nanoTime();
    Result end = Result.FAILED;
    try {
      T value =
          pool.run(
              tenantId,
              shorter(deadline, limit),
              beginning,
              connection -> {
                deadline.check();
                T result =
                    work.apply(
                        new Sql(
                            connection, each -> database.limit(each, shorter(deadline, limit))));
                deadline.check();
                if (pool == writers) {
                  // The request's time limit ends here: the outcome of the commit must be known.
                  database.limit(connection, timeout);
                }
                return result;
              });
      end = Result.COMMITTED;
      return value;
    } catch (OperationException e) {
      end = CALLERS.contains(e.kind()) ? Result.REFUSED : Result.FAILED;
      throw e;
    } catch (AccessControlLists.RemovedException e) {
      end = Result.CONFLICT;
      throw e;
    } catch (SharedTransaction.UndoneException e) {
      end = Result.CONFLICT;
      throw new ConflictException(e);
    } catch (SharedTransaction.CommitFailedException e) {
      RuntimeException failure =
          commitFailure(Objects.requireNonNull(e.getCause()), pool == writers, deadline);
      end = result(failure);
      throw failure;
    } catch (SQLException | Sql.FailedException e) {
      RuntimeException failure = translate(e, deadline);
      end = result(failure);
      throw failure;
    } finally {
      metrics.ended(end, start);
    }
  }

  private static void awaitTurn(
      TransactionPool pool,
      String tenantId,
      Deadline deadline,
      Deadline limit,
      StorageMetrics metrics) {
    boolean acquired = false;
    long start = System.nanoTime();
    try {
      acquired = pool.awaitTurn(tenantId, shorter(deadline, limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw exception(Kind.UNAVAILABLE, deadline, e);
    } finally {
      metrics.waited(start);
      if (!acquired) {
        metrics.ended(Result.FAILED, System.nanoTime());
      }
    }
    if (!acquired) {
      throw exception(Kind.STORAGE_TIMED_OUT, deadline, null);
    }
  }

  private static Result result(RuntimeException failure) {
    return failure instanceof ConflictException ? Result.CONFLICT : Result.FAILED;
  }

  private RuntimeException commitFailure(Throwable cause, boolean writes, Deadline deadline) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (writes && cause instanceof SQLException e && database.mayHaveCommitted(e)) {
      return new OperationException(
          Kind.OUTCOME_UNKNOWN,
          "The connection to storage was lost while the change was committed. It is not known"
              + " whether the change was made.",
          Map.of("storage", "Not available."),
          e);
    }
    return translate(cause, deadline);
  }

  private static Duration shorter(Deadline one, Deadline other) {
    Duration a = one.remaining();
    Duration b = other.remaining();
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Translates an exception of the database, if it is not a defect of the service. */
  private RuntimeException translate(Throwable thrown, Deadline deadline) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error) {
        Optional<Database.Failure> failure =
            error instanceof SQLTransientConnectionException
                ? Optional.of(Database.Failure.UNAVAILABLE)
                : database.failure(error);
        if (failure.isPresent()) {
          return switch (failure.get()) {
            case CONFLICT -> new ConflictException(thrown);
            case TIMED_OUT -> exception(Kind.STORAGE_TIMED_OUT, deadline, thrown);
            case UNAVAILABLE -> exception(Kind.UNAVAILABLE, deadline, thrown);
          };
        }
      }
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }

  /** Reports a storage timeout as a timeout of the request if its deadline has expired, too. */
  private static OperationException exception(
      Kind kind, Deadline deadline, @Nullable Throwable cause) {
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
