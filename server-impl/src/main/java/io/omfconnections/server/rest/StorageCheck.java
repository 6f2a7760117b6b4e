package io.omfconnections.server.rest;

import io.omfconnections.server.connections.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether storage responds. Anyone can ask, at any rate, so the result of one query
 * serves everybody for a second, and only one query is in progress at any time.
 */
final class StorageCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StorageCheck.class);

  /** Time for which a result is used without another query. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** Time for which a result is used while another query is in progress. */
  private static final Duration USABLE = Duration.ofSeconds(10);

  /** Maximum time of a query. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private record Result(boolean responds, long nanos) {}

  private final Consumer<Deadline> storage;
  private final LongSupplier nanoTime;
  private final Semaphore query = new Semaphore(1);
  private volatile Result last;

  /**
   * Creates a check. Storage responds at this time, because it has just been opened.
   *
   * @param storage reads from storage, and throws an exception if it does not respond in time
   * @param nanoTime the source of time, as {@link System#nanoTime}
   */
  StorageCheck(Consumer<Deadline> storage, LongSupplier nanoTime) {
    this.storage = storage;
    this.nanoTime = nanoTime;
    this.last = new Result(true, nanoTime.getAsLong());
  }

  /** Returns whether storage responds, or has responded within the last second. */
  boolean responds() {
    if (isYoungerThan(FRESH)) {
      return last.responds();
    }
    if (!acquire()) {
      return last.responds() && isYoungerThan(USABLE);
    }
    try {
      if (!isYoungerThan(FRESH)) { // another request may have queried storage meanwhile
        query();
      }
      return last.responds();
    } finally {
      query.release();
    }
  }

  /** Waits for the query of another request only if there is no usable result. */
  private boolean acquire() {
    try {
      Duration wait = isYoungerThan(USABLE) ? Duration.ZERO : TIMEOUT;
      return query.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void query() {
    boolean responds = true;
    try {
      storage.accept(Deadline.in(TIMEOUT));
      if (!last.responds()) {
        LOG.info("Storage responds again: the service is ready");
      }
    } catch (RuntimeException e) {
      responds = false;
      if (last.responds()) {
        LOG.warn("Storage does not respond: the service is not ready", e);
      }
    }
    last = new Result(responds, nanoTime.getAsLong());
  }

  private boolean isYoungerThan(Duration age) {
    return nanoTime.getAsLong() - last.nanos() < age.toNanos();
  }
}
