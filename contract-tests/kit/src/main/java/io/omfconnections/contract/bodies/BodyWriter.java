package io.omfconnections.contract.bodies;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a random value that is valid according to a schema, except for one edit. */
final class BodyWriter {
  /** Two code points that are displayed as one character. */
  private static final String COMBINED = "e\u0301";

  private static final List<String> CHARACTERS =
      List.of(
          "x", "7", " ", "\u00fc", "\u20ac", "\uD83D\uDE00", COMBINED, "\\u0000", "\\\"", "\\/");
  private static final List<String> SPACES = List.of("", " ", "\n", "\t", "\r\n", "  ");

  private final SchemaNavigator schemas;
  private final Map<String, String> strings;
  private final SeededRandom random;
  private final TreeEdit edit;
  private final boolean spaced;

  /**
   * Creates a writer of one value.
   *
   * @param strings frequent values of properties, by name
   * @param spaced whether to write whitespace between tokens
   */
  BodyWriter(
      SchemaNavigator schemas,
      Map<String, String> strings,
      SeededRandom random,
      TreeEdit edit,
      boolean spaced) {
    this.schemas = schemas;
    this.strings = strings;
    this.random = random;
    this.edit = edit;
    this.spaced = spaced;
  }

  /**
   * Writes a value.
   *
   * @param path the path from this value to the value to edit; null if that is elsewhere
   */
  byte[] write(JsonNode schema, @Nullable List<String> path) {
    return join("", List.of(value(schema, path, "")), "");
  }

  /**
   * Writes a value.
   *
   * @param name the name of the property, {@link SchemaNavigator#ITEM}, or empty for the root
   */
  private byte[] value(JsonNode schema, @Nullable List<String> path, String name) {
    boolean here = path != null && path.isEmpty();
    if (here && edit instanceof TreeEdit.Replace replace) {
      return replace.value();
    }
    JsonNode chosen = random.choose(alternatives(schema, path));
    if (path == null && chosen.path("nullable").asBoolean() && random.chance(15)) {
      return utf8("null");
    }
    if (chosen.has("enum")) {
      return utf8(chosen.path("enum").get(random.nextInt(chosen.path("enum").size())).toString());
    }
    return switch (chosen.path("type").asText()) {
      case "object" -> object(chosen, path, here);
      case "array" -> array(chosen, path, here);
      case "string" -> utf8('"' + string(chosen, name) + '"');
      case "integer" -> utf8(integer(chosen).toString());
      case "number" -> utf8(integer(chosen) + (random.chance(50) ? ".0" : ""));
      case "boolean" -> utf8(String.valueOf(random.chance(50)));
      default -> throw new IllegalArgumentException("Unsupported schema: " + chosen);
    };
  }

  /** Returns the schemas to choose from; on the path to the edit, only those that lead to it. */
  private List<JsonNode> alternatives(JsonNode schema, @Nullable List<String> path) {
    return path == null
        ? schemas.alternatives(schema, List.of())
        : schemas.alternatives(schema, path).stream().filter(found -> !found.has("enum")).toList();
  }

  private byte[] object(JsonNode schema, @Nullable List<String> path, boolean here) {
    List<byte[]> properties = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean onPath = path != null && !path.isEmpty() && path.get(0).equals(name);
      boolean required =
          onPath
              || SchemaNavigator.isRequired(schema, name)
              || (here && edit instanceof TreeEdit.AddProperties add && name.equals(add.required()))
              || (here && edit instanceof TreeEdit.RenameProperty it && name.equals(it.name()));
      if ((here && edit instanceof TreeEdit.RemoveProperty removed && removed.name().equals(name))
          || (!required && random.chance(25))) {
        continue;
      }
      String written =
          here && edit instanceof TreeEdit.RenameProperty renamed && renamed.name().equals(name)
              ? renamed.newName()
              : name;
      properties.add(
          join(
              TextNode.valueOf(written) + space(),
              List.of(value(property.getValue(), onPath && path != null ? rest(path) : null, name)),
              "",
              ":" + space()));
    }
    if (here && edit instanceof TreeEdit.AddProperties add) {
      properties.addAll(add.properties());
    }
    Collections.shuffle(properties, random.random());
    return join("{", properties, "}");
  }

  private byte[] array(JsonNode schema, @Nullable List<String> path, boolean here) {
    int min = schema.path("minItems").asInt(0);
    int max = Math.min(min + 3, schema.path("maxItems").asInt(Integer.MAX_VALUE));
    int count = min + random.nextInt(max - min + 1);
    if (here && edit instanceof TreeEdit.SetItemCount set) {
      count = set.count();
    }
    boolean onPath = path != null && !path.isEmpty();
    if (onPath) {
      count = Math.max(count, 1);
    }
    int edited = onPath ? random.nextInt(count) : -1;
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(
          value(
              schema.path("items"),
              i == edited && path != null ? rest(path) : null,
              SchemaNavigator.ITEM));
    }
    return join("[", items, "]");
  }

  /** Returns the content of a JSON string. Strings in arrays begin with a unique prefix. */
  private String string(JsonNode schema, String name) {
    String frequent = strings.get(name);
    if (frequent != null && random.chance(60)) {
      return frequent;
    }
    int min = schema.path("minLength").asInt(0);
    int max = Math.min(min + 12, schema.path("maxLength").asInt(Integer.MAX_VALUE));
    StringBuilder json = new StringBuilder();
    boolean item = name.equals(SchemaNavigator.ITEM);
    if (item) {
      json.append(random.uniqueString());
      max = Math.min(max, schema.path("maxLength").asInt(Integer.MAX_VALUE) - json.length());
    }
    boolean plain = item || random.chance(50);
    int left = min + random.nextInt(max - min + 1);
    while (left > 0) {
      String character = plain || left < 2 ? "x" : random.choose(CHARACTERS);
      json.append(character);
      left -= character.equals(COMBINED) ? 2 : 1;
    }
    return json.toString();
  }

  private BigInteger integer(JsonNode schema) {
    long min = schema.path("minimum").asLong(-1_000);
    long max = schema.path("maximum").asLong(Math.max(min, 0) + 1_000);
    if (schema.path("exclusiveMinimum").asBoolean()) {
      min++;
    }
    if (schema.path("exclusiveMaximum").asBoolean()) {
      max--;
    }
    return BigInteger.valueOf(min + random.nextInt((int) Math.min(max - min + 1, 1 << 20)));
  }

  private static List<String> rest(List<String> path) {
    return path.subList(1, path.size());
  }

  private String space() {
    return spaced ? random.choose(SPACES) : "";
  }

  private byte[] join(String start, List<byte[]> parts, String end) {
    return join(start, parts, end, "");
  }

  private byte[] join(String start, List<byte[]> parts, String end, String before) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(utf8(start + before));
    for (int i = 0; i < parts.size(); i++) {
      bytes.writeBytes(utf8((i == 0 ? "" : ",") + space()));
      bytes.writeBytes(parts.get(i));
      bytes.writeBytes(utf8(space()));
    }
    bytes.writeBytes(utf8(end));
    return bytes.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
