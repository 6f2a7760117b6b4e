package io.omfconnections.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Clock that a test sets. It does not advance by itself. */
public final class TestClock extends Clock {
  private volatile Instant now;

  /** Creates a clock that is set to the given moment. */
  public TestClock(String now) {
    this.now = Instant.parse(now);
  }

  /** Sets the clock. */
  public void set(Instant moment) {
    now = moment;
  }

  /** Advances the clock. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
