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
 * Parses JSON (RFC 8259) strictly: rejects everything that parsers treat differently, which is
 * malformed UTF-8, byte order marks, duplicate properties, content after the value, and unpaired
 * surrogates.
 */
public final class StrictJson {
  /** Bytes are not strict JSON. The message says why, and where. */
  public static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJsonException(String message) {
      super(message);
    }
  }

  // JSON itself has no limits; limits of the API are in the contract.
  private static final StreamReadConstraints NO_LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(1_000_000)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(1_000_000)
          .build();

  // Numbers keep all digits, including trailing zeros: 1.0 is not an integer in the contract.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(NO_LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  // For numbers beyond the range of BigDecimal, such as 1e99999999999, which are valid JSON.
  private static final JsonMapper ROUNDING =
      MAPPER.rebuild().disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private StrictJson() {}

  /**
   * Parses a body.
   *
   * @throws NotJsonException if the body is not strict JSON
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
      throw new NotJsonException("starts with a byte order mark");
    }
    JsonNode value;
    try {
      value = tree(text);
    } catch (JsonProcessingException e) {
      throw new NotJsonException(String.valueOf(e.getMessage()));
    }
    if (value.isMissingNode()) {
      throw new NotJsonException("contains no value");
    }
    rejectUnpairedSurrogates(value);
    return value;
  }

  private static JsonNode tree(String text) throws JsonProcessingException {
    try {
      return MAPPER.readTree(text);
    } catch (NumberFormatException e) {
      return ROUNDING.readTree(text);
    }
  }

  private static void rejectUnpairedSurrogates(JsonNode root) throws NotJsonException {
    // Not recursive, because bodies may be nested to any depth.
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode value = open.pop();
      if (value.isTextual()) {
        rejectUnpairedSurrogates(value.textValue());
      }
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        rejectUnpairedSurrogates(property.getKey());
      }
      value.forEach(open::push);
    }
  }

  private static void rejectUnpairedSurrogates(String text) throws NotJsonException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new NotJsonException("contains an unpaired surrogate in a string");
      }
    }
  }
}
