package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H"})
  void isOverWhenNothingIsLeft(Duration rest) {
    Deadline deadline = Deadline.in(rest, Duration.ofSeconds(1));

    assertThat(deadline.isOver()).isTrue();
    assertThat(deadline.remaining()).isZero();
    assertThatThrownBy(deadline::check)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.TIMED_OUT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "P365D", "PT2147483647S"})
  void letsWorkGoOnWhileThereIsTime(Duration limit) {
    Deadline deadline = Deadline.in(limit);

    deadline.check();

    assertThat(deadline.isOver()).isFalse();
    assertThat(deadline.remaining()).isBetween(limit.minusMinutes(1), limit);
  }

  @Test
  void ends() throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofMillis(20));

    Thread.sleep(30);

    assertThat(deadline.isOver()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, 30 seconds",
    "PT2.5S, 2.5 seconds",
    "PT0.000000001S, 0.000000001 seconds",
    "PT2147483647S, 2147483647 seconds"
  })
  void namesTheWholeLimitAndNotWhatWasLeft(Duration limit, String words) {
    Refusal refusal = Deadline.in(Duration.ZERO, limit).timedOut();

    assertThat(refusal.reason()).contains(" " + words + ".").contains("Nothing was changed");
    assertThat(refusal.parameters()).isEqualTo(Map.of("Request-Timeout", "the limit was " + words));
  }
}
