package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Mutations of values of any type: other types, malformed JSON, enumerations. */
final class ValueMutations {
  private static final String[] OTHER_TYPES = {
    "true", "false", "0", "-1",
    "1.5", "\"x\"", "\"null\"", "\"true\"",
    "[null]", "[1]", "[\"x\"]", "[[]]",
    "{\"x\":1}", "{\"0\":\"x\"}", "[{}]"
  };

  private static final String[] MALFORMED = {
    "", "undefined", "None", "True",
    "NULL", "nul", "'x'", "x",
    "{x:1}", "[1,]", "[,1]", "[1 2]",
    "{\"x\" 1}", "{\"x\":1,}", "{\"x\"}", "{1:1}",
    "\"x", "[", "]"
  };

  private ValueMutations() {}

  static void add(Location location, MutationList mutations) {
    mutations.addReplacements(BodyKind.NULL, location, "null");
    mutations.addReplacements(BodyKind.TYPE, location, OTHER_TYPES);
    mutations.addReplacements(BodyKind.EMPTY, location, "\"\"", "[]", "{}");
    mutations.addReplacements(BodyKind.SYNTAX, location, MALFORMED);
    mutations.addReplacements(BodyKind.TYPE, location, "[" + "0,".repeat(30) + "0]");
    if (location.schema().has("enum")) {
      enumeration(location, mutations);
    }
  }

  /** Adds the values of an enumeration, numbers next to them, and misspelled strings. */
  private static void enumeration(Location location, MutationList mutations) {
    Set<BigInteger> neighbors = new TreeSet<>();
    for (JsonNode value : location.schema().path("enum")) {
      mutations.addReplacements(BodyKind.ENUMERATION, location, value.toString());
      if (value.isIntegralNumber()) {
        neighbors.add(value.bigIntegerValue().subtract(BigInteger.ONE));
        neighbors.add(value.bigIntegerValue().add(BigInteger.ONE));
        neighbors.add(value.bigIntegerValue().negate());
      } else if (value.isTextual()) {
        misspelled(value.textValue())
            .forEach(
                other ->
                    mutations.addReplacements(
                        BodyKind.ENUMERATION, location, TextNode.valueOf(other).toString()));
      }
    }
    neighbors.forEach(
        number -> mutations.addReplacements(BodyKind.ENUMERATION, location, number.toString()));
    location
        .schema()
        .path("x-enum-varnames")
        .forEach(
            name -> mutations.addReplacements(BodyKind.ENUMERATION, location, name.toString()));
  }

  private static List<String> misspelled(String value) {
    return List.of(
        value.toLowerCase(Locale.ROOT),
        value.toUpperCase(Locale.ROOT),
        value + " ",
        " " + value,
        value + "x",
        value.substring(0, value.length() / 2));
  }
}
