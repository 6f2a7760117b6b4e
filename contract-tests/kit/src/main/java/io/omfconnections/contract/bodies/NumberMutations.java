package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Mutations of numbers: limits, notations and magnitudes. */
final class NumberMutations {
  /** Valid and invalid notations of a number, and numbers like it. {@code #} is the number. */
  private static final String[] NOTATIONS = {
    "#.0",
    "#.00",
    "#e0",
    "#E0",
    "#e+0",
    "#E-0",
    "#.0e0",
    "#0e-1",
    "0.#e1",
    "#.5",
    "\"#\"",
    "\" #\"",
    "\"#.0\"",
    "-#",
    "-#.0",
    "0#",
    "00#",
    "-0#",
    "+#",
    "#.",
    ".#",
    "#e",
    "#e+",
    "#.e0",
    "--#",
    "0x#",
    "#_0",
    "#L",
    "#d",
    "1,#",
    "[#]",
    "{\"value\":#}"
  };

  private static final String[] SPECIAL = {
    "-0",
    "-0.0",
    "-0e0",
    "NaN",
    "-NaN",
    "Infinity",
    "-Infinity",
    "-",
    "+",
    ".",
    "e1",
    "\u0661",
    "\uff11",
    "true",
    "\"\"",
    "\"x\"",
    "\"NaN\"",
    "1e-400"
  };

  private final Location location;
  private final MutationList mutations;

  NumberMutations(Location location, MutationList mutations) {
    this.location = location;
    this.mutations = mutations;
  }

  void add() {
    JsonNode schema = location.schema();
    String valid =
        schema.has("enum")
            ? schema.path("enum").get(0).toString()
            : schema.path("minimum").asText("0");
    limits(schema);
    for (String value : new LinkedHashSet<>(List.of(valid, "1", "0"))) {
      for (String notation : NOTATIONS) {
        replace(BodyKind.NUMBER_NOTATION, notation.replace("#", value));
      }
    }
    replace(BodyKind.NUMBER_NOTATION, SPECIAL);
    magnitudes(valid);
    withManyDigits()
        .forEach(
            (description, number) ->
                mutations.addTree(
                    BodyKind.DIGITS,
                    location,
                    description,
                    random -> new TreeEdit.Replace(utf8(number))));
  }

  private void limits(JsonNode schema) {
    for (String keyword : List.of("minimum", "maximum")) {
      if (schema.has(keyword)) {
        BigInteger limit = schema.path(keyword).bigIntegerValue();
        for (int i = -1; i <= 1; i++) {
          replace(BodyKind.NUMBER_LIMIT, limit.add(BigInteger.valueOf(i)).toString());
        }
      }
    }
  }

  private void magnitudes(String valid) {
    BigInteger small = new BigInteger(valid.matches("-?\\d+") ? valid : "0");
    for (int bits : new int[] {8, 16, 31, 32, 53, 63, 64, 128}) {
      BigInteger power = BigInteger.ONE.shiftLeft(bits);
      // The third is equal to the valid number for a parser that drops the upper bits.
      for (BigInteger value :
          List.of(power.subtract(BigInteger.ONE), power, power.add(small), power.negate())) {
        replace(BodyKind.NUMBER_MAGNITUDE, value.toString());
      }
    }
    replace(
        BodyKind.NUMBER_MAGNITUDE,
        "1e400",
        "-1e400",
        "1e2147483647",
        "1e2147483648",
        "1e99999999999999999999",
        "-1e99999999999999999999",
        "1e-99999999999999999999",
        "1" + "0".repeat(400),
        "0." + "0".repeat(400) + "1",
        valid + "." + "0".repeat(400));
  }

  /** Returns numbers whose digits are about as many as allowed, by description. */
  static Map<String, String> withManyDigits() {
    Map<String, String> numbers = new LinkedHashMap<>();
    for (int count : BoundaryValues.around(BodyParser.MAX_DIGITS)) {
      String digits = count + " digits, ";
      numbers.put(digits + "integer", "1".repeat(count));
      numbers.put(digits + "negative integer", "-" + "9".repeat(count));
      numbers.put(digits + "fraction", "0." + "1".repeat(count - 1));
      numbers.put(digits + "fraction of zeros", "1." + "0".repeat(count - 1));
      numbers.put(digits + "integer with exponent", "1".repeat(count - 2) + "e10");
      numbers.put(digits + "exponent with zeros", "1e" + "0".repeat(count - 2) + "1");
    }
    return numbers;
  }

  private void replace(BodyKind kind, String... values) {
    mutations.addReplacements(kind, location, values);
  }
}
