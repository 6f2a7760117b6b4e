package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedDecoderTest {
  private final ChunkedDecoder decoder = new ChunkedDecoder();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void body_is_decoded_however_its_bytes_arrive(int piece) {
    String body = "5;a=b\r\nhello\r\n00B ;c\r\n, \r\n world!\r\n0\r\nX: y\r\nY:\r\n\r\n";
    StringBuilder data = new StringBuilder();
    for (int from = 0; from < body.length(); from += piece) {
      assertThat(decoder.isComplete()).isFalse();
      data.append(decode(body.substring(from, Math.min(body.length(), from + piece))));
    }
    assertThat(data).hasToString("hello, \r\n world!");
    assertThat(decoder.isComplete()).isTrue();
  }

  @Test
  void next_request_is_not_consumed() {
    byte[] bytes = "1\r\nx\r\n0\r\n\r\nGET /".getBytes(ISO_8859_1);
    assertThat(decoder.decode(bytes))
        .isEqualTo(new ChunkedDecoder.Part(1, bytes.length - "GET /".length()));
    assertThat(decoder.isComplete()).isTrue();
  }

  @Test
  void extensions_and_trailers_are_limited_together() {
    int half = ChunkedDecoder.MAX_IGNORED_BYTES / 2;
    decode("1;" + "x".repeat(half - 1) + "\r\nx\r\n0\r\n");
    decode("X:" + "x".repeat(half - 2) + "\r\n");
    assertThatThrownBy(() -> decode("Y"))
        .isInstanceOf(MalformedHttpException.class)
        .hasMessage("has chunk extensions or trailer fields of more than 16384 bytes");
  }

  @Test
  void extension_without_end_is_limited() {
    assertThatThrownBy(() -> decode("1;" + "x".repeat(ChunkedDecoder.MAX_IGNORED_BYTES)))
        .isInstanceOf(MalformedHttpException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\nxy", "2\rxy", "2\r\nxy\n", "2\r\nxy\r0", "0\r\n\n", "0\r\nX: y\n", "0\r\nX: y\rz",
        "1;a\u0000", "1;a\n", "1;a\u007f", "0\r\nX: \u0001", "+1\r\n", "\u0661\r\n",
            "0\r\n X: y\r\n",
        "0\r\nX : y\r\n", "1\r\nx\rx"
      })
  void malformed_body_is_rejected_at_once(String body) {
    assertThatThrownBy(() -> decode(body)).isInstanceOf(MalformedHttpException.class);
  }

  @Test
  void largest_size_is_accepted() {
    assertThat(decode("ffffffffffffffF\r\nx")).isEqualTo("x");
  }

  private String decode(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return new String(bytes, 0, decoder.decode(bytes).length(), ISO_8859_1);
  }
}
