package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessLimitTest {
  private final AtomicLong nanos = new AtomicLong();
  private final GuessLimit limit = new GuessLimit(3, nanos::get);

  @Test
  void release_takes_back_one_guess() {
    for (int i = 0; i < 3; i++) {
      assertThat(limit.tryAcquire("key")).isTrue();
    }
    assertThat(limit.tryAcquire("key")).isFalse();

    limit.release("key");

    assertThat(limit.tryAcquire("key")).isTrue();
    assertThat(limit.tryAcquire("key")).isFalse();
    assertThat(limit.tryAcquire("another key")).isTrue();
  }

  @Test
  void release_of_a_guess_of_the_previous_minute_has_no_effect() {
    assertThat(limit.tryAcquire("key")).isTrue();
    nanos.addAndGet(GuessLimit.WINDOW.toNanos());

    limit.release("key");
    assertThat(limit.tryAcquire("key")).isTrue();
    limit.release("key");
    limit.release("key");

    for (int i = 0; i < 3; i++) {
      assertThat(limit.tryAcquire("key")).isTrue();
    }
    assertThat(limit.tryAcquire("key")).isFalse();
  }
}
