package io.omfconnections.contract.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{",
        "{}{}",
        "{} x",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1,]",
        "[01]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[NaN]",
        "[Infinity]",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"b\":{\"a\":1,\"a\":2}}",
        "// no\n{}",
        "/* no */{}",
        "\"a\tb\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "nul",
        "True",
        "\uFEFF{}",
      })
  void text_that_is_not_strict_json_is_rejected(String text) {
    assertThatThrownBy(() -> StrictJson.read(Body.of(text)))
        .isInstanceOf(StrictJson.NotJsonException.class)
        .hasMessageMatching("(?s).+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [1, -0, 1E400, 0.10] \r\n",
        "null",
        "\"\\ud83d\\ude00 \\u0000 /\"",
        "{\"a\":1,\"A\":1}",
        "{\"\":{}}",
      })
  void strict_json_is_parsed(String text) throws Exception {
    assertThat(StrictJson.read(Body.of(text))).isNotNull();
  }

  @Test
  void malformed_utf_8_is_rejected() {
    byte[][] broken = {
      {'"', (byte) 0xfc, '"'}, // ISO 8859-1
      {'"', (byte) 0xc0, (byte) 0x80, '"'}, // an overlong null
      {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, // a surrogate
      {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'}, // beyond Unicode
      {'"', (byte) 0xe2, (byte) 0x82, '"'}, // truncated
      {0, '"', 0, 'a', 0, '"'}, // UTF-16
    };
    for (byte[] bytes : broken) {
      assertThatThrownBy(() -> StrictJson.read(Body.of(bytes)))
          .isInstanceOf(StrictJson.NotJsonException.class);
    }
  }

  @Test
  void numbers_keep_all_digits() throws Exception {
    assertThat(StrictJson.read(Body.of("1.0")).isIntegralNumber()).isFalse();
    assertThat(StrictJson.read(Body.of("0.1000000000000000000001")).decimalValue())
        .isEqualTo(new BigDecimal("0.1000000000000000000001"));
  }

  @Test
  void deeply_nested_arrays_are_parsed() throws Exception {
    int depth = 100_000;
    assertThat(StrictJson.read(Body.of("[".repeat(depth) + "]".repeat(depth)))).isNotNull();
  }
}
