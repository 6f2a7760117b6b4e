package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H"})
  void deadline_without_remaining_time_has_expired(Duration remaining) {
    Deadline deadline = Deadline.in(remaining, Duration.ofSeconds(1));

    assertThat(deadline.isExpired()).isTrue();
    assertThat(deadline.remaining()).isZero();
    assertThatThrownBy(deadline::check)
        .isInstanceOfSatisfying(
            OperationException.class,
            r -> assertThat(r.kind()).isEqualTo(OperationException.Kind.TIMED_OUT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "P365D", "PT2147483647S"})
  void check_passes_before_the_deadline_expires(Duration limit) {
    Deadline deadline = Deadline.in(limit);

    deadline.check();

    assertThat(deadline.isExpired()).isFalse();
    assertThat(deadline.remaining()).isBetween(limit.minusMinutes(1), limit);
  }

  @Test
  void deadline_expires() {
    Deadline deadline = Deadline.in(Duration.ofMillis(20));

    await().atMost(Duration.ofSeconds(5)).until(deadline::isExpired);
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, 30",
    "PT2.5S, 2.5",
    "PT0.000000001S, 0.000000001",
    "PT2147483647S, 2147483647"
  })
  void exception_names_the_whole_time_limit(Duration limit, String seconds) {
    OperationException exception = Deadline.in(Duration.ZERO, limit).timeoutException();

    assertThat(exception.reason())
        .contains(" " + seconds + " seconds.")
        .contains("Nothing was changed");
    assertThat(exception.parameters()).isEmpty();
  }
}
