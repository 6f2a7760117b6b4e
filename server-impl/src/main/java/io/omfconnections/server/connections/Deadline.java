package io.omfconnections.server.connections;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * How long the work for one request may take. Work that is not done by then is abandoned and
 * changes nothing: a transaction asks {@link #check()} before it commits, and rolls back when that
 * throws.
 *
 * <p>Measured with the monotonic clock, so that a change of the wall clock ends no request.
 */
public final class Deadline {
  private final long endNanos;
  private final Duration limit;

  private Deadline(Duration limit, long endNanos) {
    this.limit = limit;
    this.endNanos = endNanos;
  }

  /** The deadline that ends the given time from now. */
  public static Deadline in(Duration limit) {
    return in(limit, limit);
  }

  /**
   * The deadline that ends when what is left of a limit is over.
   *
   * @param rest what is left, from now on
   * @param limit the whole limit, to name in messages
   */
  public static Deadline in(Duration rest, Duration limit) {
    return new Deadline(limit, System.nanoTime() + rest.toNanos());
  }

  /** What is left; zero when the time is up. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** Whether the time is up. */
  public boolean isOver() {
    return endNanos - System.nanoTime() <= 0;
  }

  /**
   * Lets work go on while there is time.
   *
   * @throws Refusal of the kind TIMED_OUT when the time is up
   */
  public void check() {
    if (isOver()) {
      throw timedOut();
    }
  }

  /** The refusal that says that this deadline has passed. */
  public Refusal timedOut() {
    String seconds =
        BigDecimal.valueOf(limit.toNanos(), 9).stripTrailingZeros().toPlainString() + " seconds";
    return new Refusal(
        Refusal.Kind.TIMED_OUT,
        "The request was not done within its limit of " + seconds + ". Nothing was changed.",
        Map.of("Request-Timeout", "the limit was " + seconds));
  }
}
