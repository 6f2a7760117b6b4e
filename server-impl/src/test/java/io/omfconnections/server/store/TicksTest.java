package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "1970-01-01T00:00:00.0000001Z, 1",
    "1970-01-01T00:00:01Z, 10000000",
    "1969-12-31T23:59:59.9999999Z, -1",
    "2021-03-18T23:57:44.6109361Z, 16161118646109361"
  })
  void ticks_count_100_nanoseconds_since_1970(Instant time, long ticks) {
    assertThat(Ticks.of(time)).isEqualTo(ticks);
    assertThat(Ticks.toInstant(ticks)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00.123456789Z",
        "1969-12-31T23:59:59.123456789Z",
        "2026-01-01T00:00:00.999999999Z"
      })
  void time_is_rounded_down_to_a_tick(Instant time) {
    Instant rounded = Ticks.toInstant(Ticks.of(time));

    assertThat(rounded).isBetween(time.minusNanos(99), time);
    assertThat(Ticks.toInstant(Ticks.of(rounded))).isEqualTo(rounded);
    assertThat(Ticks.of(rounded.minusNanos(1))).isEqualTo(Ticks.of(rounded) - 1);
  }

  @Test
  void time_out_of_range_is_rejected() {
    assertThatThrownBy(() -> Ticks.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
  }
}
