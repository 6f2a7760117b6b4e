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

/** Writes a value that keeps to a schema, but for one edit at one place. */
final class BodyWriter {
  /** Two characters that people see as one. */
  private static final String COMBINED = "e\u0301";

  private static final List<String> UNITS =
      List.of(
          "x", "7", " ", "\u00fc", "\u20ac", "\uD83D\uDE00", COMBINED, "\\u0000", "\\\"", "\\/");
  private static final List<String> SPACES = List.of("", " ", "\n", "\t", "\r\n", "  ");

  private final SchemaPlaces places;
  private final Map<String, String> texts;
  private final Draw draw;
  private final Edit edit;
  private final boolean spaced;

  /**
   * @param texts texts that members of these names often have
   * @param spaced whether there is whitespace between the tokens
   */
  BodyWriter(SchemaPlaces places, Map<String, String> texts, Draw draw, Edit edit, boolean spaced) {
    this.places = places;
    this.texts = texts;
    this.draw = draw;
    this.edit = edit;
    this.spaced = spaced;
  }

  /**
   * Writes one value.
   *
   * @param way from here to the place of the edit; null when that is elsewhere
   */
  byte[] write(JsonNode schema, @Nullable List<String> way) {
    return join("", List.of(value(schema, way, "")), "");
  }

  /**
   * A value.
   *
   * @param name the member or {@link SchemaPlaces#ITEM} that it is the value of; empty at the root
   */
  private byte[] value(JsonNode schema, @Nullable List<String> way, String name) {
    boolean here = way != null && way.isEmpty();
    if (here && edit instanceof Edit.Replace replace) {
      return replace.value();
    }
    JsonNode plain = draw.one(alternatives(schema, way));
    if (way == null && plain.path("nullable").asBoolean() && draw.percent(15)) {
      return utf8("null");
    }
    if (plain.has("enum")) {
      return utf8(plain.path("enum").get(draw.below(plain.path("enum").size())).toString());
    }
    return switch (plain.path("type").asText()) {
      case "object" -> object(plain, way, here);
      case "array" -> array(plain, way, here);
      case "string" -> utf8('"' + text(plain, name) + '"');
      case "integer" -> utf8(integer(plain).toString());
      case "number" -> utf8(integer(plain) + (draw.percent(50) ? ".0" : ""));
      case "boolean" -> utf8(String.valueOf(draw.percent(50)));
      default -> throw new IllegalArgumentException("Not understood: the schema " + plain);
    };
  }

  /** What may be written; on the way to the edit, only what the edit can be done to. */
  private List<JsonNode> alternatives(JsonNode schema, @Nullable List<String> way) {
    return way == null
        ? places.alternatives(schema, List.of())
        : places.alternatives(schema, way).stream().filter(plain -> !plain.has("enum")).toList();
  }

  private byte[] object(JsonNode schema, @Nullable List<String> way, boolean here) {
    List<byte[]> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean on = way != null && !way.isEmpty() && way.get(0).equals(name);
      boolean needed =
          on
              || SchemaPlaces.isRequired(schema, name)
              || (here && edit instanceof Edit.Add add && name.equals(add.needs()))
              || (here && edit instanceof Edit.Rename rename && name.equals(rename.member()));
      if ((here && edit instanceof Edit.Omit omit && omit.member().equals(name))
          || (!needed && draw.percent(25))) {
        continue;
      }
      String written =
          here && edit instanceof Edit.Rename rename && rename.member().equals(name)
              ? rename.name()
              : name;
      members.add(
          join(
              TextNode.valueOf(written) + space(),
              List.of(value(property.getValue(), on && way != null ? rest(way) : null, name)),
              "",
              ":" + space()));
    }
    if (here && edit instanceof Edit.Add add) {
      members.addAll(add.members());
    }
    Collections.shuffle(members, draw.random());
    return join("{", members, "}");
  }

  private byte[] array(JsonNode schema, @Nullable List<String> way, boolean here) {
    int least = schema.path("minItems").asInt(0);
    int most = Math.min(least + 3, schema.path("maxItems").asInt(Integer.MAX_VALUE));
    int count = least + draw.below(most - least + 1);
    if (here && edit instanceof Edit.Count exactly) {
      count = exactly.items();
    }
    boolean on = way != null && !way.isEmpty();
    if (on) {
      count = Math.max(count, 1);
    }
    int edited = on ? draw.below(count) : -1;
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(
          value(
              schema.path("items"),
              i == edited && way != null ? rest(way) : null,
              SchemaPlaces.ITEM));
    }
    return join("[", items, "]");
  }

  private String text(JsonNode schema, String name) {
    String known = texts.get(name);
    if (known != null && draw.percent(60)) {
      return known;
    }
    int least = schema.path("minLength").asInt(0);
    int most = Math.min(least + 12, schema.path("maxLength").asInt(Integer.MAX_VALUE));
    StringBuilder text = new StringBuilder();
    boolean item = name.equals(SchemaPlaces.ITEM);
    if (item) {
      text.append(draw.fresh());
      most = Math.min(most, schema.path("maxLength").asInt(Integer.MAX_VALUE) - text.length());
    }
    boolean plain = item || draw.percent(50);
    int left = least + draw.below(most - least + 1);
    while (left > 0) {
      String unit = plain || left < 2 ? "x" : draw.one(UNITS);
      text.append(unit);
      left -= unit.equals(COMBINED) ? 2 : 1;
    }
    return text.toString();
  }

  private BigInteger integer(JsonNode schema) {
    long least = schema.path("minimum").asLong(-1_000);
    long most = schema.path("maximum").asLong(Math.max(least, 0) + 1_000);
    if (schema.path("exclusiveMinimum").asBoolean()) {
      least++;
    }
    if (schema.path("exclusiveMaximum").asBoolean()) {
      most--;
    }
    return BigInteger.valueOf(least + draw.below((int) Math.min(most - least + 1, 1 << 20)));
  }

  private static List<String> rest(List<String> way) {
    return way.subList(1, way.size());
  }

  private String space() {
    return spaced ? draw.one(SPACES) : "";
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
