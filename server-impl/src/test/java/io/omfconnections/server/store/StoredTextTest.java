package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\0",
        "\0\0",
        "a\0b",
        "\\",
        "\\0",
        "\\\\0",
        "\\\0",
        "\0\\",
        "C:\\data\\0",
        "\uD83D\uDE00",
        "\u05D0\u05D1\u202E",
        "'; DROP TABLE omf_connection; --",
        "\"quoted\" 'twice' `thrice`",
        "line\r\nbreak\ttab",
        "\uFFFF\uFEFF"
      })
  void any_text_is_decoded_unchanged_and_stored_without_u0000(String text) {
    String stored = StoredText.encode(text);

    assertThat(stored).doesNotContain("\0");
    assertThat(StoredText.decodeNullable(stored)).isEqualTo(text);
  }

  @Test
  void different_texts_have_different_encodings() {
    Random random = new Random(7);
    Map<String, String> texts = new HashMap<>();
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(7); i > 0; i--) {
        text.append("\\0\0a".charAt(random.nextInt(4)));
      }
      String stored = StoredText.encode(text.toString());
      assertThat(StoredText.decodeNullable(stored)).isEqualTo(text.toString());
      assertThat(texts.computeIfAbsent(stored, key -> text.toString())).isEqualTo(text.toString());
    }
  }

  /** Java's encoder would write a question mark, and two texts would become one. */
  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00", "\uDE00\uD83D", "\uD83D\\"})
  void text_with_an_unpaired_surrogate_is_not_encoded(String text) {
    List<Runnable> encoders =
        List.of(
            () -> StoredText.encode(text),
            () -> StoredText.encodeKey(text),
            () -> StoredText.encodeKey(text.repeat(1_000)),
            () -> Sha256.hex(text));
    for (Runnable encoder : encoders) {
      assertThatThrownBy(encoder::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate")
          .hasMessageNotContaining(text);
    }
  }

  @Test
  void null_is_encoded_as_null() {
    assertThat(StoredText.encodeNullable(null)).isNull();
    assertThat(StoredText.decodeNullable(null)).isNull();
  }
}
