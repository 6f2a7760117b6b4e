package io.omfconnections.server.rest;

import io.omfconnections.server.connections.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether storage responds. Anyone can ask, at any rate, so the result of one query
 * serves everybody for a second, and only one query is in progress at any time. Requests do not
 * wait for the query of another one: they get the last result, until the query takes too long.
 */
final class StorageCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StorageCheck.class);

  /** Time for which a result is used without another query. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** Maximum time of a query. While one takes longer, storage does not respond. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private record Result(boolean responds, long nanos) {}

  private final Consumer<Deadline> storage;
  private final LongSupplier nanoTime;
  private final Semaphore query = new Semaphore(1);

  /** When the query in progress began; null while there is none. */
  private volatile @Nullable Long queryNanos;

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

  /** Returns whether storage responds, or has responded when it was last queried. */
  boolean responds() {
    if (isYoungerThan(FRESH, last.nanos())) {
      return last.responds();
    }
    if (!query.tryAcquire()) {
      Long began = queryNanos;
      return last.responds() && (began == null || isYoungerThan(TIMEOUT, began));
    }
    try {
      if (!isYoungerThan(FRESH, last.nanos())) { // another request may have queried meanwhile
        query();
      }
      return last.responds();
    } finally {
      query.release();
    }
  }

  private void query() {
    queryNanos = nanoTime.getAsLong();
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
    queryNanos = null;
  }

  private boolean isYoungerThan(Duration age, long nanos) {
    return nanoTime.getAsLong() - nanos < age.toNanos();
  }
}
