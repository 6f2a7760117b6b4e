package io.omfconnections.contract.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as RFC 8259 has it, and refuses what readers do not agree about: bytes that are not
 * UTF-8, a byte order mark, members that stand twice, anything after the value, lone surrogates.
 */
public final class StrictJson {
  /** Says what is not strictly JSON about some bytes. */
  public static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJsonException(String message) {
      super(message);
    }
  }

  // Depth and length are no faults of JSON; whoever has a limit says so in the contract.
  private static final StreamReadConstraints NO_LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(1_000_000)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(1_000_000)
          .build();

  // Numbers keep all their digits, also the zeros at the end: 1.0 is no integer to the contract.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(NO_LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  // For the numbers that are too large for that: 1e99999999999 is JSON, and no BigDecimal.
  private static final JsonMapper ROUNDING =
      MAPPER.rebuild().disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private StrictJson() {}

  /**
   * Reads one JSON text.
   *
   * @throws NotJsonException saying what is wrong and where
   */
  public static JsonNode read(Body body) throws NotJsonException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body.bytes()))
              .toString();
    } catch (CharacterCodingException e) {
      throw new NotJsonException("not UTF-8: " + e.getMessage());
    }
    if (text.startsWith("\uFEFF")) {
      throw new NotJsonException("begins with a byte order mark");
    }
    JsonNode value;
    try {
      value = tree(text);
    } catch (JsonProcessingException e) {
      throw new NotJsonException(String.valueOf(e.getMessage()));
    }
    if (value.isMissingNode()) {
      throw new NotJsonException("has no value in it");
    }
    refuseLoneSurrogates(value);
    return value;
  }

  private static JsonNode tree(String text) throws JsonProcessingException {
    try {
      return MAPPER.readTree(text);
    } catch (NumberFormatException e) {
      return ROUNDING.readTree(text);
    }
  }

  private static void refuseLoneSurrogates(JsonNode root) throws NotJsonException {
    // Not by recursion: bodies may be nested as deep as someone likes.
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode value = open.pop();
      if (value.isTextual()) {
        refuseLoneSurrogates(value.textValue());
      }
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        refuseLoneSurrogates(member.getKey());
      }
      value.forEach(open::push);
    }
  }

  private static void refuseLoneSurrogates(String text) throws NotJsonException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new NotJsonException("has half a character, a lone surrogate, in a string");
      }
    }
  }
}
