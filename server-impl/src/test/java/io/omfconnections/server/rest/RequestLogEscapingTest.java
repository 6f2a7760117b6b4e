package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestLogEscapingTest {
  @Test
  void control_characters_are_replaced() {
    assertThat(RequestLog.printable("T1\nfake line status=200\r\u2028\u001b[31m"))
        .isEqualTo("T1?fake line status=200???[31m");
    assertThat(RequestLog.printable("5a7c1b5e-3f0d ~")).isEqualTo("5a7c1b5e-3f0d ~");
  }

  @Test
  void long_text_is_shortened() {
    assertThat(RequestLog.printable("x".repeat(30_000))).isEqualTo("x".repeat(256));
  }
}
