package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String VALID = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @ParameterizedTest
  @ValueSource(
      strings = {
        VALID,
        "00-" + TRACE + "-00f067aa0ba902b7-00",
        "01-" + TRACE + "-00f067aa0ba902b7-01",
        "cc-" + TRACE + "-00f067aa0ba902b7-01-what-the-future-adds"
      })
  void trace_id_of_a_valid_field_is_returned(String value) {
    assertThat(TraceParent.traceId(List.of(value))).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        TRACE,
        "ff-" + TRACE + "-00f067aa0ba902b7-01",
        VALID + "-more",
        VALID + "0",
        "01-" + TRACE + "-00f067aa0ba902b7-01more",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-" + TRACE + "-00f067aa0ba902b7-0",
        "0-" + TRACE + "-00f067aa0ba902b7-01",
        "00-" + TRACE + "-00f067aa0ba902b7-01\n"
      })
  void invalid_field_is_ignored(String value) {
    assertThat(TraceParent.traceId(List.of(value))).isNull();
  }

  @Test
  void absent_or_repeated_field_is_ignored() {
    assertThat(TraceParent.traceId(List.of())).isNull();
    assertThat(TraceParent.traceId(List.of(VALID, VALID))).isNull();
  }
}
