package io.omfconnections.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurrogatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "?", "text", "\u20ac\uFFFD", "\uD83D\uDE00", "a\uD83D\uDE00\uDBFF\uDFFFz"})
  void valid_text_has_pairs_only(String text) {
    assertThat(Surrogates.arePaired(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uD800",
        "\uDC00",
        "a\uDBFF",
        "\uD800z",
        "\uDE00\uD83D",
        "\uD83D\uDE00\uDE00",
        "\uD83D\uD83D\uDE00"
      })
  void unpaired_surrogate_is_found_anywhere(String text) {
    assertThat(Surrogates.arePaired(text)).isFalse();
  }
}
