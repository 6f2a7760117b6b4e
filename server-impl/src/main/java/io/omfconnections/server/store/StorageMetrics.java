package io.omfconnections.server.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Times the transactions and look-ups of one kind, and how long they wait for their turn. */
final class StorageMetrics {
  /** How an attempt to run a transaction has ended. */
  enum Result {
    COMMITTED,
    /** The work has ended with an error for the caller, such as a missing connection. */
    REFUSED,
    /** A concurrent transaction was in the way, and the work is run again. */
    CONFLICT,
    /** The database has failed, or did not respond in time, or the turn did not come in time. */
    FAILED
  }

  private final Timer waiting;
  private final Map<Result, Timer> transactions = new EnumMap<>(Result.class);

  /**
   * Creates the metrics.
   *
   * @param kind the value of the label {@code kind}
   */
  StorageMetrics(MeterRegistry registry, String kind) {
    this.waiting =
        Timer.builder("omf.storage.waiting")
            .description("Time that transactions have waited for their turn")
            .tag("kind", kind)
            .register(registry);
    for (Result result : Result.values()) {
      transactions.put(
          result,
          Timer.builder("omf.storage.transactions")
              .description("Duration of transactions, from their turn to the end of the commit")
              .tag("kind", kind)
              .tag("result", result.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Counts a wait for a turn, even if it was in vain. */
  void waited(long startNanos) {
    waiting.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an attempt to run a transaction. */
  void ended(Result result, long startNanos) {
    Timer timer = transactions.get(result);
    if (timer != null) {
      timer.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }
  }
}
