package io.omfconnections.contract.bodies;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.harrel.jsonschema.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON strictly: exactly one JSON text (RFC 8259) in UTF-8, without anything that parsers
 * treat differently.
 *
 * <p>The grammar is that of Gson in strict mode. Gson accepts byte order marks, repeated property
 * names and unpaired surrogates, so they are rejected here. The limits are those of erratum E29.
 */
final class BodyParser {
  /** The maximum nesting depth. The root has depth 1. */
  static final int MAX_DEPTH = 1_000;

  /** The maximum number of digits of a number, including fraction and exponent. */
  static final int MAX_DIGITS = 1_000;

  /** The maximum length of a property name, in code points. */
  static final int MAX_NAME = 50_000;

  /** Thrown if a text is not strict JSON, or exceeds a limit. */
  static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    private RejectedException(Verdict verdict) {
      super(verdict.reason());
      this.verdict = verdict;
    }

    Verdict verdict() {
      return verdict;
    }
  }

  private final JsonReader in;
  private int depth;

  private BodyParser(JsonReader in) {
    this.in = in;
  }

  /** Parses a body. */
  static JsonValue parse(byte[] bytes) throws RejectedException {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw rejected("is not UTF-8");
    }
  }

  /** Parses JSON that is already decoded. */
  static JsonValue parse(String text) throws RejectedException {
    if (text.startsWith("\uFEFF")) {
      throw rejected("begins with a byte order mark");
    }
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(Integer.MAX_VALUE); // MAX_DEPTH applies instead
    try {
      JsonValue value = new BodyParser(in).value("");
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw rejected("has data after its value");
      }
      return value;
    } catch (IOException e) {
      throw rejected("is not JSON: " + e.getMessage());
    }
  }

  private JsonValue value(String pointer) throws IOException, RejectedException {
    return switch (in.peek()) {
      case NULL -> {
        in.nextNull();
        yield JsonValue.ofNull(pointer);
      }
      case BOOLEAN -> JsonValue.ofBoolean(pointer, in.nextBoolean());
      case STRING -> JsonValue.ofString(pointer, wellFormed(in.nextString()));
      case NUMBER -> number(pointer, in.nextString());
      case BEGIN_ARRAY -> array(pointer);
      case BEGIN_OBJECT -> object(pointer);
      default -> throw new IllegalStateException("not the start of a value: " + in);
    };
  }

  private static JsonValue number(String pointer, String literal) throws RejectedException {
    if (literal.chars().filter(Character::isDigit).count() > MAX_DIGITS) {
      throw rejected(ProseRule.DIGITS);
    }
    return JsonValue.ofNumber(pointer, literal);
  }

  private JsonValue array(String pointer) throws IOException, RejectedException {
    List<JsonNode> items = new ArrayList<>();
    in.beginArray();
    enter();
    while (in.hasNext()) {
      items.add(value(pointer + "/" + items.size()));
    }
    in.endArray();
    depth--;
    return JsonValue.ofArray(pointer, items);
  }

  private JsonValue object(String pointer) throws IOException, RejectedException {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    in.beginObject();
    enter();
    while (in.hasNext()) {
      String name = wellFormed(in.nextName());
      if (name.codePointCount(0, name.length()) > MAX_NAME) {
        throw rejected(ProseRule.NAME_LENGTH);
      }
      JsonValue value = value(pointer + "/" + JsonNode.encodeJsonPointer(name));
      if (properties.put(name, value) != null) {
        throw rejected("repeats the property " + name);
      }
    }
    in.endObject();
    depth--;
    return JsonValue.ofObject(pointer, properties);
  }

  private void enter() throws RejectedException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw rejected(ProseRule.DEPTH);
    }
  }

  private static String wellFormed(@Nullable String text) throws RejectedException {
    if (text == null
        || text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw rejected("has an unpaired surrogate");
    }
    return text;
  }

  private static RejectedException rejected(String reason) {
    return new RejectedException(Verdict.rejected(reason));
  }

  private static RejectedException rejected(ProseRule rule) {
    return new RejectedException(Verdict.rejected(rule));
  }
}
