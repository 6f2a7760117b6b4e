package io.omfconnections.server.store;

import java.time.Instant;

/** Converts times to and from their stored form: ticks of 100 ns since 1970-01-01T00:00:00Z. */
final class Ticks {
  private static final long PER_SECOND = 10_000_000;
  private static final int NANOS = 100;

  private Ticks() {}

  /**
   * Returns the time in ticks, rounded down.
   *
   * @throws ArithmeticException if the time is out of range
   */
  static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano() / NANOS);
  }

  static Instant toInstant(long ticks) {
    return Instant.ofEpochSecond(
        Math.floorDiv(ticks, PER_SECOND), Math.floorMod(ticks, PER_SECOND) * NANOS);
  }
}
