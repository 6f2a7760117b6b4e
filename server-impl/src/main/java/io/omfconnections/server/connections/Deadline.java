package io.omfconnections.server.connections;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * The time by which a request must be completed. A transaction calls {@link #check()} before it
 * commits, so that a request that runs out of time changes nothing.
 *
 * <p>Uses the monotonic clock: adjustments of the system time have no effect.
 */
public final class Deadline {
  private final long endNanos;
  private final Duration limit;

  private Deadline(Duration limit, long endNanos) {
    this.limit = limit;
    this.endNanos = endNanos;
  }

  /** Returns a deadline that expires after the given time. */
  public static Deadline in(Duration limit) {
    return in(limit, limit);
  }

  /**
   * Returns a deadline for a request that has used part of its time limit already.
   *
   * @param remaining the time that is left
   * @param limit the whole time limit, for messages
   */
  public static Deadline in(Duration remaining, Duration limit) {
    return new Deadline(limit, System.nanoTime() + remaining.toNanos());
  }

  /** Returns the time that is left, or zero if the deadline has expired. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** Returns whether the deadline has expired. */
  public boolean isExpired() {
    return endNanos - System.nanoTime() <= 0;
  }

  /**
   * Checks that the deadline has not expired.
   *
   * @throws OperationException TIMED_OUT if it has
   */
  public void check() {
    if (isExpired()) {
      throw timeoutException();
    }
  }

  /** Returns the exception that reports that this deadline has expired. */
  public OperationException timeoutException() {
    String seconds = BigDecimal.valueOf(limit.toNanos(), 9).stripTrailingZeros().toPlainString();
    return new OperationException(
        OperationException.Kind.TIMED_OUT,
        "The request was not completed within its time limit of "
            + seconds
            + " seconds. Nothing was changed.",
        Map.of());
  }
}
