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
 * The second reader of JSON: one text in UTF-8, with nothing that readers do not agree about. The
 * grammar is Gson's in its strict mode; what it lets pass is refused here: a byte order mark, a
 * member that stands twice, half of a surrogate pair. The limits are those of erratum E29.
 */
final class BodyReader {
  /** The levels of a body, counted from 1 for the outermost. Erratum E29 has it in prose. */
  static final int MAX_DEPTH = 1_000;

  /** The digits of a number, with those behind the point and of the exponent. E29, too. */
  static final int MAX_DIGITS = 1_000;

  /** The characters, which are code points, of a member's name. E29, too. */
  static final int MAX_NAME = 50_000;

  /** A body that is not read, and why. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    private RefusedException(Verdict verdict) {
      super(verdict.reason());
      this.verdict = verdict;
    }

    Verdict verdict() {
      return verdict;
    }
  }

  private final JsonReader in;
  private int depth;

  private BodyReader(JsonReader in) {
    this.in = in;
  }

  static JsonValue read(byte[] bytes) throws RefusedException {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw refused("is not UTF-8");
    }
  }

  static JsonValue read(String text) throws RefusedException {
    if (text.startsWith("\uFEFF")) {
      throw refused("begins with a byte order mark");
    }
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(Integer.MAX_VALUE); // ours is MAX_DEPTH, and comes first
    try {
      JsonValue value = new BodyReader(in).value("");
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw refused("has something after its value");
      }
      return value;
    } catch (IOException e) {
      throw refused("is not JSON: " + e.getMessage());
    }
  }

  private JsonValue value(String pointer) throws IOException, RefusedException {
    return switch (in.peek()) {
      case NULL -> {
        in.nextNull();
        yield JsonValue.nothing(pointer);
      }
      case BOOLEAN -> JsonValue.bool(pointer, in.nextBoolean());
      case STRING -> JsonValue.string(pointer, whole(in.nextString()));
      case NUMBER -> number(pointer, in.nextString());
      case BEGIN_ARRAY -> array(pointer);
      case BEGIN_OBJECT -> object(pointer);
      default -> throw new IllegalStateException("no value: " + in);
    };
  }

  private static JsonValue number(String pointer, String written) throws RefusedException {
    if (written.chars().filter(Character::isDigit).count() > MAX_DIGITS) {
      throw refused(Exemption.DIGITS);
    }
    return JsonValue.number(pointer, written);
  }

  private JsonValue array(String pointer) throws IOException, RefusedException {
    List<JsonNode> items = new ArrayList<>();
    in.beginArray();
    deeper();
    while (in.hasNext()) {
      items.add(value(pointer + "/" + items.size()));
    }
    in.endArray();
    depth--;
    return JsonValue.array(pointer, items);
  }

  private JsonValue object(String pointer) throws IOException, RefusedException {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    in.beginObject();
    deeper();
    while (in.hasNext()) {
      String name = whole(in.nextName());
      if (name.codePointCount(0, name.length()) > MAX_NAME) {
        throw refused(Exemption.NAME);
      }
      JsonValue value = value(pointer + "/" + JsonNode.encodeJsonPointer(name));
      if (members.put(name, value) != null) {
        throw refused("has a member twice: " + name);
      }
    }
    in.endObject();
    depth--;
    return JsonValue.object(pointer, members);
  }

  private void deeper() throws RefusedException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw refused(Exemption.DEPTH);
    }
  }

  private static String whole(@Nullable String text) throws RefusedException {
    if (text == null
        || text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw refused("has half of a surrogate pair in a text");
    }
    return text;
  }

  private static RefusedException refused(String reason) {
    return new RefusedException(Verdict.refused(reason));
  }

  private static RefusedException refused(Exemption exemption) {
    return new RefusedException(Verdict.refused(exemption));
  }
}
