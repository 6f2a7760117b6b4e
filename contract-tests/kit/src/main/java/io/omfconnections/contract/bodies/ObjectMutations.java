package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;

import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Mutations of objects: properties that are missing, repeated, misspelled or unknown, and limits of
 * depth and size.
 *
 * <p>Added properties are given as JSON, with name and value.
 */
final class ObjectMutations {
  private static final String EMOJI = "\uD83D\uDE00";
  private static final int LARGE = 300_000;
  private static final Map<String, String> LARGE_PROPERTIES = largeProperties();

  private static final String[] UNKNOWN_VALUES = {
    "null",
    "true",
    "1",
    "-0",
    "1.50",
    "1e400",
    "-1e400",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "123456789012345678901234567890",
    "\"x\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[[[[]]]]]",
    "{\"x\":[null,{\"y\":1e99}]}",
    "[1,\"x\",null,{},[]]"
  };

  private static final String[] UNKNOWN_NAMES = {
    "",
    " ",
    "__proto__",
    "constructor",
    "$ref",
    "$schema",
    "@type",
    "class",
    "x.y",
    "x/y",
    "~0",
    "\\u0000",
    "\\n",
    "\u00fc",
    "\uD83D\uDE00",
    "\ufeff",
    "\u202e",
    "Id",
    "State",
    "CreatedDate",
    "toString"
  };

  private static final String[] MALFORMED_VALUES = {
    "NaN", "Infinity", "01", "+1", "1.", "0x1", "'x'", "\"\t\"", "nil"
  };

  private final Location location;
  private final MutationList mutations;

  ObjectMutations(Location location, MutationList mutations) {
    this.location = location;
    this.mutations = mutations;
  }

  void add() {
    location.schema().path("properties").fieldNames().forEachRemaining(this::property);
    duplicates();
    for (String value : UNKNOWN_VALUES) {
      property(BodyKind.UNKNOWN_PROPERTY, "\"x\":" + value);
    }
    for (String name : UNKNOWN_NAMES) {
      property(BodyKind.UNKNOWN_PROPERTY, '"' + name + "\":1");
    }
    for (String value : MALFORMED_VALUES) {
      property(BodyKind.SYNTAX, "\"x\":" + value);
    }
    for (String text : List.of("\\ud800", "\\udc00x", "\\ude00\\ud83d")) {
      property(BodyKind.UNPAIRED_SURROGATE, "\"x\":\"" + text + '"');
      property(BodyKind.UNPAIRED_SURROGATE, "\"x\":[{\"y\":\"" + text + "\"}]");
      property(BodyKind.UNPAIRED_SURROGATE, '"' + text + "\":1");
      property(BodyKind.UNPAIRED_SURROGATE, "\"x\":[{\"" + text + "\":1}]");
    }
    depths();
    NumberMutations.withManyDigits()
        .forEach(
            (description, number) -> property(BodyKind.DIGITS, description, "\"x\":" + number));
    longNames();
    LARGE_PROPERTIES.forEach(
        (description, property) -> property(BodyKind.LARGE, description, property));
  }

  /** Removes, repeats, misspells and escapes a property that the schema names. */
  private void property(String name) {
    mutations.addTree(
        BodyKind.MISSING_PROPERTY,
        location,
        "no " + name,
        random -> new TreeEdit.RemoveProperty(name));
    String quoted = TextNode.valueOf(name).toString();
    String escaped = String.format("\"\\u%04x%s", (int) name.charAt(0), quoted.substring(2));
    for (String value : List.of("null", "\"x\"", "[]", "{}", "1")) {
      duplicate(name, quoted + ":" + value);
      duplicate(name, escaped + ":" + value);
    }
    for (String spelling : spellings(name)) {
      mutations.addTree(
          BodyKind.PROPERTY_SPELLING,
          location,
          name + " spelled " + MutationList.visible(spelling),
          random -> new TreeEdit.RenameProperty(name, spelling));
      if (!spelling.equals(name)) {
        property(BodyKind.PROPERTY_SPELLING, TextNode.valueOf(spelling) + ":{\"x\":5}");
      }
    }
    property(BodyKind.ESCAPE, name + ", escaped", escaped + ":1");
  }

  private static Set<String> spellings(String name) {
    return new LinkedHashSet<>(
        List.of(
            name.toLowerCase(Locale.ROOT),
            name.toUpperCase(Locale.ROOT),
            name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
            name + " ",
            " " + name,
            name + "\u0000",
            name.replace('e', '\u0435'),
            name.substring(1)));
  }

  private void duplicates() {
    duplicate(null, "\"x\":1", "\"x\":1");
    duplicate(null, "\"x\":1", "\"x\":null");
    duplicate(null, "\"x\":1", "\"\\u0078\":2");
    duplicate(null, "\"\":1", "\"\":2");
    duplicate(null, "\"x\":[{\"y\":1,\"y\":1}]");
    duplicate(null, "\"x\":{\"y\":{\"z\":{},\"z\":[]}}");
    duplicate(null, "\"" + EMOJI + "\":1", "\"\\ud83d\\ude00\":1");
    duplicate(null, "\"x\":1", "\"X\":1");
    duplicate(null, "\"\u00e9\":1", "\"e\u0301\":1");
    duplicate(null, "\"x\":{\"y\":1}", "\"z\":{\"y\":1}");
  }

  private void duplicate(@Nullable String required, String... properties) {
    mutations.addProperties(
        BodyKind.DUPLICATE,
        location,
        MutationList.visible(String.join(",", properties))
            + (required == null ? "" : " in addition to " + required),
        required,
        Arrays.stream(properties).map(BodyWriter::utf8).toArray(byte[][]::new));
  }

  /** Adds properties that make the body about as deep as allowed. */
  private void depths() {
    int level = location.path().size() + 1;
    List<Integer> depths = new ArrayList<>(BoundaryValues.around(BodyParser.MAX_DEPTH));
    depths.addAll(List.of(500, 20_000));
    for (int depth : depths) {
      int more = depth - level;
      String start = depth + " levels, ";
      nested(start + "arrays", "[".repeat(more) + "]".repeat(more));
      nested(start + "objects", "{\"y\":".repeat(more - 1) + "{}" + "}".repeat(more - 1));
      nested(start + "value in arrays", "[".repeat(more) + "1" + "]".repeat(more));
      nested(start + "unclosed arrays", "[".repeat(more));
    }
  }

  private void nested(String description, String value) {
    property(BodyKind.DEPTH, description, "\"x\":" + value);
  }

  private void longNames() {
    for (int length : BoundaryValues.around(BodyParser.MAX_NAME)) {
      for (String character : List.of("x", "\u00fc", "\u20ac", EMOJI, "\\u0078")) {
        property(
            BodyKind.NAME_LENGTH,
            "name of " + length + " " + character,
            '"' + character.repeat(length) + "\":1");
      }
    }
  }

  private static Map<String, String> largeProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("large string", "\"x\":\"" + "x".repeat(LARGE) + '"');
    properties.put("large array", "\"x\":[" + "1,".repeat(LARGE / 2) + "1]");
    properties.put("much whitespace", "\"x\":" + " ".repeat(LARGE) + "1");
    properties.put("large unclosed string", "\"x\":\"" + "x".repeat(LARGE));
    properties.put("many properties", numbered(LARGE));
    properties.put("many properties, one repeated", numbered(9_999));
    return properties;
  }

  /** Returns 10,000 properties, with names that are repeated after {@code names}. */
  private static String numbered(int names) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "\"x" + i % names + "\":" + i)
        .collect(Collectors.joining(","));
  }

  private void property(BodyKind kind, String property) {
    property(kind, Mutation.abbreviated(MutationList.visible(property)), property);
  }

  private void property(BodyKind kind, String description, String property) {
    mutations.addProperties(kind, location, description, utf8(property));
  }
}
