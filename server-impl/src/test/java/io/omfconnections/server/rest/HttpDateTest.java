package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {
  @ParameterizedTest
  @CsvSource({
    "1994-11-06T08:49:37Z, 'Sun, 06 Nov 1994 08:49:37 GMT'",
    "2026-11-29T23:59:59.999999999Z, 'Sun, 29 Nov 2026 23:59:59 GMT'"
  })
  void has_the_form_of_rfc_9110(Instant time, String expected) {
    assertThat(HttpDate.at(time)).isEqualTo(expected);
  }

  @Test
  void changes_with_each_second_also_backwards() {
    Instant time = Instant.parse("2026-11-29T10:00:00.5Z");
    String first = HttpDate.at(time);
    assertThat(HttpDate.at(time.plusMillis(499))).isEqualTo(first);
    assertThat(HttpDate.at(time.plusMillis(500))).isNotEqualTo(first);
    assertThat(HttpDate.at(time)).isEqualTo(first);
  }
}
