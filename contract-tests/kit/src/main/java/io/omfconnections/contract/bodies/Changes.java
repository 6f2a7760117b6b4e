package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.bodies.SchemaPlaces.Place;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All changes that there are for bodies of one schema. Limits, enumerations, members and types are
 * the schema's; the rest is what goes wrong with JSON anywhere. No change says whether the body is
 * still right: that is for the verdict.
 */
final class Changes {
  private static final String SMILE = "\uD83D\uDE00";
  private static final int LARGE = 300_000;
  private static final Map<String, String> LARGE_MEMBERS = largeMembers();

  private final Map<Kind, List<Change>> changes = new EnumMap<>(Kind.class);

  private Changes() {}

  /** The changes by kind; a kind that a schema gives no occasion for is left out. */
  static Map<Kind, List<Change>> of(List<Place> places) {
    Changes all = new Changes();
    all.add(Kind.VALID, Change.bytes("nothing", bytes -> bytes));
    for (Place place : places) {
      all.anyValue(place);
      if (place.schema().has("enum")) {
        all.enumeration(place);
      }
      switch (place.schema().path("type").asText()) {
        case "object" -> all.object(place);
        case "array" -> all.array(place);
        case "string" -> all.string(place);
        case "integer", "number" -> all.number(place);
        case "boolean" -> {
          // Nothing but what can happen to any value.
        }
        default -> throw new IllegalArgumentException("Not understood: the schema at " + place);
      }
    }
    all.wholeBody();
    all.encodings();
    all.brokenUtf8(places);
    return all.changes;
  }

  private void add(Kind kind, Change change) {
    changes.computeIfAbsent(kind, key -> new ArrayList<>()).add(change);
  }

  private void replace(Kind kind, Place place, String... values) {
    for (String value : values) {
      add(kind, Change.replace(place, value));
    }
  }

  // -------------------------------------------------------------------------------- Any value

  private void anyValue(Place place) {
    replace(Kind.NULL, place, "null");
    replace(
        Kind.TYPE,
        place,
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "\"x\"",
        "\"null\"",
        "\"true\"",
        "[null]",
        "[1]",
        "[\"x\"]",
        "[[]]",
        "{\"x\":1}",
        "{\"0\":\"x\"}",
        "[{}]");
    replace(Kind.EMPTY, place, "\"\"", "[]", "{}");
    replace(
        Kind.SYNTAX,
        place,
        "",
        "undefined",
        "None",
        "True",
        "NULL",
        "nul",
        "'x'",
        "x",
        "{x:1}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"x\" 1}",
        "{\"x\":1,}",
        "{\"x\"}",
        "{1:1}",
        "\"x",
        "[",
        "]");
    add(
        Kind.TYPE,
        Change.at(
            place,
            "a list of more values",
            draw -> new Edit.Replace(utf8("[" + "0,".repeat(30) + "0]"))));
  }

  private void enumeration(Place place) {
    Set<BigInteger> beside = new TreeSet<>();
    for (JsonNode value : place.schema().path("enum")) {
      replace(Kind.ENUMERATION, place, value.toString());
      if (value.isIntegralNumber()) {
        beside.add(value.bigIntegerValue().subtract(BigInteger.ONE));
        beside.add(value.bigIntegerValue().add(BigInteger.ONE));
        beside.add(value.bigIntegerValue().negate());
      } else if (value.isTextual()) {
        String text = value.textValue();
        for (String other :
            List.of(
                text.toLowerCase(Locale.ROOT),
                text.toUpperCase(Locale.ROOT),
                text + " ",
                " " + text,
                text + "x",
                text.substring(0, text.length() / 2))) {
          replace(Kind.ENUMERATION, place, TextNode.valueOf(other).toString());
        }
      }
    }
    beside.forEach(number -> replace(Kind.ENUMERATION, place, number.toString()));
    JsonNode names = place.schema().path("x-enum-varnames");
    names.forEach(name -> replace(Kind.ENUMERATION, place, name.toString()));
  }

  // ------------------------------------------------------------------------------------- Texts

  private void string(Place place) {
    limits(place, "minLength", "maxLength").forEach(length -> length(place, length));
    for (String text :
        List.of(
            SMILE,
            SMILE + SMILE,
            "\uDBFF\uDFFD",
            "\uD834\uDD1E",
            "e\u0301",
            "\u0301",
            "\u00e9",
            "\u0085",
            "\u200d",
            "\u200b\ufeff",
            "\ufeffx",
            "\u202eabc\u202c",
            "\u05e9\u05dc",
            "\uffff\ufffe",
            "\ufffd",
            "\u2028\u2029",
            "\u00a0",
            "\u007f",
            "a\\u0000b",
            "\\u0000",
            "\\ud83d\\ude00",
            "\\uDBFF\\uDFFF",
            "\uD83D\uDC69\u200D\uD83D\uDC67",
            "\\u001f",
            "'; DROP TABLE connections; --",
            "%00 %2F ${x} <b>&amp;</b>",
            "../..",
            "null",
            "NaN",
            " ",
            "  x ")) {
      text(Kind.CHARACTERS, place, text);
    }
    for (String text :
        List.of(
            "\\ud800",
            "\\udc00",
            "\\uDBFFx",
            "\\ude00\\ud83d",
            "\\uD83D\\u0041",
            "x\\ud83d",
            "\\ud83d\\ud83d\\ude00",
            "\\udfff\\udfff",
            "\\ud83d\\\\ude00",
            "\\uD83D\\uDE00")) {
      text(Kind.LONE_SURROGATE, place, text);
    }
    for (String text :
        List.of(
            "\\\"\\\\\\/\\b\\f\\n\\r\\t",
            "\\u00e9\\u00E9",
            "\\u0041",
            "\\x41",
            "\\'",
            "\\u12",
            "\\u{41}",
            "\\U00000041",
            "\\a",
            "\\0",
            "\\v",
            "\\u00g0",
            "\\u 041",
            "\\",
            "\\u",
            "\u0000",
            "\u0001",
            "\u001f",
            "\t",
            "\n",
            "\r",
            "\u007f",
            "\\\n",
            "\b",
            "\\u+041",
            "\\N",
            "\\T",
            "\"")) {
      text(Kind.ESCAPE, place, text);
    }
    if (!place.schema().has("maxLength")) {
      add(
          Kind.BIG,
          Change.at(place, "a long text", draw -> quoted(place, draw, "x".repeat(LARGE))));
      add(
          Kind.BIG,
          Change.at(place, "a long text", draw -> quoted(place, draw, SMILE.repeat(50_000))));
    }
  }

  private void text(Kind kind, Place place, String text) {
    add(kind, Change.at(place, visible(text), draw -> quoted(place, draw, text)));
  }

  /** A text in quotes; in a list it has something of its own, as no two may be the same there. */
  private static Edit quoted(Place place, Draw draw, String text) {
    return new Edit.Replace(utf8('"' + (place.isItem() ? draw.fresh() : "") + text + '"'));
  }

  private void length(Place place, int length) {
    Map<String, List<String>> alphabets = new LinkedHashMap<>();
    alphabets.put("ASCII", List.of("x"));
    alphabets.put("two bytes each", List.of("\u00fc"));
    alphabets.put("three bytes each", List.of("\u20ac"));
    alphabets.put("beyond the basic plane", List.of(SMILE));
    alphabets.put("the last there is", List.of("\uDBFF\uDFFF"));
    alphabets.put("beyond the basic plane, escaped", List.of("\\ud83d\\ude00"));
    alphabets.put("beyond the basic plane and not", List.of("x", SMILE));
    alphabets.put("combining", List.of("e", "\u0301"));
    alphabets.put("nothing but combining", List.of("\u0301"));
    alphabets.put("zero", List.of("\\u0000"));
    alphabets.put("escaped", List.of("\\u0041"));
    alphabets.put("quotes", List.of("\\\""));
    alphabets.put("joined", List.of("\uD83D\uDC69", "\u200D"));
    alphabets.forEach(
        (name, units) ->
            add(
                Kind.LENGTH,
                Change.at(
                    place,
                    length + " characters, " + name,
                    draw -> new Edit.Replace(utf8('"' + text(place, draw, length, units) + '"')))));
  }

  private static String text(Place place, Draw draw, int length, List<String> units) {
    StringBuilder text = new StringBuilder();
    if (place.isItem()) {
      text.append(draw.fresh());
      text.setLength(Math.min(length, text.length()));
    }
    for (int i = text.length(); i < length; i++) {
      text.append(units.get(i % units.size()));
    }
    return text.toString();
  }

  // ------------------------------------------------------------------------------------- Lists

  private void array(Place place) {
    Set<Integer> limits = limits(place, "minItems", "maxItems");
    limits.forEach(
        count ->
            add(Kind.ITEMS, Change.at(place, count + " items", draw -> new Edit.Count(count))));
    for (int count : List.of(0, 1, 20)) {
      add(Kind.ITEMS, Change.at(place, count + " items", draw -> new Edit.Count(count)));
    }
    if (place.schema().path("items").path("type").asText().equals("string")) {
      for (String form :
          List.of("[\"%s\",\"%s\"]", "[\"%s\",\"x%<s\",\"%<s\"]", "[\"%s\",\"%<s \"]")) {
        add(
            Kind.DUPLICATE,
            Change.at(
                place,
                "an item twice, or nearly",
                draw -> {
                  String item = draw.fresh();
                  return new Edit.Replace(utf8(String.format(form, item, item)));
                }));
      }
    }
    if (!place.schema().has("maxItems")) {
      add(Kind.BIG, Change.at(place, "1000 items", draw -> new Edit.Count(1_000)));
    }
  }

  /** One less than each limit, the limit, and one more. */
  private static Set<Integer> limits(Place place, String least, String most) {
    Set<Integer> limits = new TreeSet<>();
    for (String name : List.of(least, most)) {
      if (place.schema().has(name)) {
        int limit = place.schema().path(name).intValue();
        limits.addAll(List.of(Math.max(limit - 1, 0), limit, limit + 1));
      }
    }
    return limits;
  }

  // ----------------------------------------------------------------------------------- Numbers

  private void number(Place place) {
    JsonNode schema = place.schema();
    for (String name : List.of("minimum", "maximum")) {
      if (schema.has(name)) {
        BigInteger limit = schema.path(name).bigIntegerValue();
        for (int i = -1; i <= 1; i++) {
          replace(Kind.NUMBER_LIMIT, place, limit.add(BigInteger.valueOf(i)).toString());
        }
      }
    }
    String right =
        schema.has("enum")
            ? schema.path("enum").get(0).toString()
            : schema.path("minimum").asText("0");
    for (String value : new LinkedHashSet<>(List.of(right, "1", "0"))) {
      for (String form :
          List.of(
              "%s.0",
              "%s.00",
              "%se0",
              "%sE0",
              "%se+0",
              "%sE-0",
              "%s.0e0",
              "%s0e-1",
              "0.%se1",
              "%s.5",
              "\"%s\"",
              "\" %s\"",
              "\"%s.0\"",
              "-%s",
              "-%s.0",
              "0%s",
              "00%s",
              "-0%s",
              "+%s",
              "%s.",
              ".%s",
              "%se",
              "%se+",
              "%s.e0",
              "--%s",
              "0x%s",
              "%s_0",
              "%sL",
              "%sd",
              "1,%s",
              "[%s]",
              "{\"value\":%s}")) {
        replace(Kind.NUMBER_FORM, place, form.replace("%s", value));
      }
    }
    replace(
        Kind.NUMBER_FORM,
        place,
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
        "1e-400");
    BigInteger small = new BigInteger(right.matches("-?\\d+") ? right : "0");
    for (int bits : List.of(8, 16, 31, 32, 53, 63, 64, 128)) {
      BigInteger power = BigInteger.ONE.shiftLeft(bits);
      for (BigInteger value :
          List.of(power.subtract(BigInteger.ONE), power, power.add(small), power.negate())) {
        replace(Kind.NUMBER_SIZE, place, value.toString());
      }
    }
    replace(
        Kind.NUMBER_SIZE,
        place,
        "1e400",
        "-1e400",
        "1e2147483647",
        "1e2147483648",
        "1e99999999999999999999",
        "-1e99999999999999999999",
        "1e-99999999999999999999",
        "1" + "0".repeat(400),
        "0." + "0".repeat(400) + "1",
        right + "." + "0".repeat(400));
    digits(place, Edit.Replace::new);
  }

  private void digits(Place place, java.util.function.Function<byte[], Edit> edit) {
    for (int count : around(BodyReader.MAX_DIGITS)) {
      Map<String, String> numbers = new LinkedHashMap<>();
      numbers.put("whole", "1".repeat(count));
      numbers.put("negative", "-" + "9".repeat(count));
      numbers.put("behind the point", "0." + "1".repeat(count - 1));
      numbers.put("zeros", "1." + "0".repeat(count - 1));
      numbers.put("with an exponent", "1".repeat(count - 2) + "e10");
      numbers.put("in the exponent", "1e" + "0".repeat(count - 2) + "1");
      numbers.forEach(
          (name, number) ->
              add(
                  Kind.DIGITS,
                  Change.at(place, count + " digits, " + name, draw -> edit.apply(utf8(number)))));
    }
  }

  private static List<Integer> around(int limit) {
    return List.of(limit - 1, limit, limit + 1, limit + limit / 10);
  }

  // ----------------------------------------------------------------------------------- Objects

  private void object(Place place) {
    for (Map.Entry<String, JsonNode> property : place.schema().path("properties").properties()) {
      String name = property.getKey();
      add(Kind.MISSING, Change.at(place, "no " + name, draw -> new Edit.Omit(name)));
      String quoted = TextNode.valueOf(name).toString();
      String escaped = String.format("\"\\u%04x%s", (int) name.charAt(0), quoted.substring(2));
      for (String again : List.of("null", "\"x\"", "[]", "{}", "1")) {
        duplicate(place, name, quoted + ":" + again);
        duplicate(place, name, escaped + ":" + again);
      }
      for (String spelling :
          new LinkedHashSet<>(
              List.of(
                  name.toLowerCase(Locale.ROOT),
                  name.toUpperCase(Locale.ROOT),
                  name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                  name + " ",
                  " " + name,
                  name + "\u0000",
                  name.replace('e', '\u0435'),
                  name.substring(1)))) {
        add(
            Kind.SPELLING,
            Change.at(
                place,
                name + " spelled " + visible(spelling),
                draw -> new Edit.Rename(name, spelling)));
        if (!spelling.equals(name)) {
          member(Kind.SPELLING, place, TextNode.valueOf(spelling) + ":{\"x\":5}");
        }
      }
      add(
          Kind.ESCAPE,
          Change.at(
              place,
              name + ", escaped",
              draw -> new Edit.Add(null, List.of(utf8(escaped + ":1")))));
    }
    duplicate(place, null, "\"x\":1", "\"x\":1");
    duplicate(place, null, "\"x\":1", "\"x\":null");
    duplicate(place, null, "\"x\":1", "\"\\u0078\":2");
    duplicate(place, null, "\"\":1", "\"\":2");
    duplicate(place, null, "\"x\":[{\"y\":1,\"y\":1}]");
    duplicate(place, null, "\"x\":{\"y\":{\"z\":{},\"z\":[]}}");
    duplicate(place, null, "\"" + SMILE + "\":1", "\"\\ud83d\\ude00\":1");
    duplicate(place, null, "\"x\":1", "\"X\":1");
    duplicate(place, null, "\"\u00e9\":1", "\"e\u0301\":1");
    duplicate(place, null, "\"x\":{\"y\":1}", "\"z\":{\"y\":1}");
    for (String value :
        List.of(
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
            "[1,\"x\",null,{},[]]")) {
      member(Kind.UNKNOWN, place, "\"x\":" + value);
    }
    for (String name :
        List.of(
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
            SMILE,
            "\ufeff",
            "\u202e",
            "Id",
            "State",
            "CreatedDate",
            "toString")) {
      member(Kind.UNKNOWN, place, '"' + name + "\":1");
    }
    for (String value :
        List.of("NaN", "Infinity", "01", "+1", "1.", "0x1", "'x'", "\"\t\"", "nil")) {
      member(Kind.SYNTAX, place, "\"x\":" + value);
    }
    for (String text : List.of("\\ud800", "\\udc00x", "\\ude00\\ud83d")) {
      member(Kind.LONE_SURROGATE, place, "\"x\":\"" + text + '"');
      member(Kind.LONE_SURROGATE, place, "\"x\":[{\"y\":\"" + text + "\"}]");
      member(Kind.LONE_SURROGATE, place, '"' + text + "\":1");
      member(Kind.LONE_SURROGATE, place, "\"x\":[{\"" + text + "\":1}]");
    }
    depth(place);
    digits(place, number -> new Edit.Add(null, List.of(concat(utf8("\"x\":"), number))));
    names(place);
    large(place);
  }

  private void member(Kind kind, Place place, String member) {
    add(
        kind,
        Change.at(
            place,
            Change.abridged(visible(member)),
            draw -> new Edit.Add(null, List.of(utf8(member)))));
  }

  private void duplicate(Place place, @Nullable String needs, String... members) {
    add(
        Kind.DUPLICATE,
        Change.at(
            place,
            visible(String.join(",", members)) + (needs == null ? "" : " beside " + needs),
            draw -> new Edit.Add(needs, Arrays.stream(members).map(BodyWriter::utf8).toList())));
  }

  private void depth(Place place) {
    int level = place.way().size() + 1;
    List<Integer> depths = new ArrayList<>(around(BodyReader.MAX_DEPTH));
    depths.addAll(List.of(500, 20_000));
    for (int depth : depths) {
      int more = depth - level;
      Map<String, String> values = new LinkedHashMap<>();
      values.put("lists", "[".repeat(more) + "]".repeat(more));
      values.put("objects", "{\"y\":".repeat(more - 1) + "{}" + "}".repeat(more - 1));
      values.put("a value in lists", "[".repeat(more) + "1" + "]".repeat(more));
      values.put("lists left open", "[".repeat(more));
      values.forEach(
          (name, value) ->
              add(
                  Kind.DEPTH,
                  Change.at(
                      place,
                      depth + " levels, " + name,
                      draw -> new Edit.Add(null, List.of(utf8("\"x\":" + value))))));
    }
  }

  private void names(Place place) {
    for (int length : around(BodyReader.MAX_NAME)) {
      for (String unit : List.of("x", "\u00fc", "\u20ac", SMILE, "\\u0078")) {
        add(
            Kind.NAME_LENGTH,
            Change.at(
                place,
                "a name of " + length + " " + unit,
                draw -> new Edit.Add(null, List.of(utf8('"' + unit.repeat(length) + "\":1")))));
      }
    }
  }

  private void large(Place place) {
    LARGE_MEMBERS.forEach(
        (name, member) ->
            add(
                Kind.BIG,
                Change.at(
                    place, name + ", large", draw -> new Edit.Add(null, List.of(utf8(member))))));
  }

  private static Map<String, String> largeMembers() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("a text", "\"x\":\"" + "x".repeat(LARGE) + '"');
    members.put("a list", "\"x\":[" + "1,".repeat(LARGE / 2) + "1]");
    members.put("whitespace", "\"x\":" + " ".repeat(LARGE) + "1");
    members.put("left open", "\"x\":\"" + "x".repeat(LARGE));
    members.put("many members", numbered(LARGE));
    members.put("many members, one of them twice", numbered(9_999));
    return members;
  }

  private static String numbered(int names) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "\"x" + i % names + "\":" + i)
        .collect(Collectors.joining(","));
  }

  // -------------------------------------------------------------------------- The body's bytes

  private void wholeBody() {
    for (String end :
        List.of(
            "x", "}", "]", ",", "{}", " {}", "null", " null", "1", "\"x\"", "\u0000", "\uFEFF",
            "//", "/* */", ";", "\u00a0", "\u2028", "\u000b", "\f", "#", " ", "\n", "\r\n\t ")) {
      add(
          Kind.TRAILING,
          Change.bytes("followed by " + visible(end), right -> concat(right, utf8(end))));
    }
    add(Kind.TRAILING, Change.bytes("twice", right -> concat(right, right)));
    add(
        Kind.TRUNCATED,
        Change.bytes("without its last byte", right -> Arrays.copyOf(right, right.length - 1)));
    add(
        Kind.TRUNCATED,
        Change.bytes(
            "without its first byte", right -> Arrays.copyOfRange(right, 1, right.length)));
    add(
        Kind.TRUNCATED,
        Change.whole("cut off", (draw, right) -> Arrays.copyOf(right, draw.below(right.length))));
    for (String space :
        List.of(
            " ",
            "\n",
            "\t",
            "\r",
            " \r\n\t ",
            "\u00a0",
            "\u2028",
            "\u000b",
            "\f",
            "\u0085",
            "\ufeff",
            "\u0000",
            "\u200b",
            "\u3000",
            "/**/",
            "//\n",
            "#\n")) {
      String name = visible(space);
      Kind kind = space.startsWith("/") || space.startsWith("#") ? Kind.SYNTAX : Kind.WHITESPACE;
      add(kind, Change.bytes("begins with " + name, right -> concat(utf8(space), right)));
      add(
          kind,
          Change.bytes(
              name + " in it",
              right -> concat(utf8("{" + space), Arrays.copyOfRange(right, 1, right.length))));
      add(
          kind,
          Change.bytes(
              name + " before its end",
              right -> concat(Arrays.copyOf(right, right.length - 1), utf8(space + "}"))));
    }
    for (String nothing :
        List.of(
            "",
            " ",
            "\n",
            "\r\n\r\n",
            "\t",
            "\u00a0",
            "\u0000",
            "null",
            " null ",
            "NULL",
            "undefined",
            "\uFEFF",
            "\"\"",
            "0",
            "false",
            "[]",
            "{",
            "}",
            "\"",
            ",")) {
      add(Kind.NO_VALUE, Change.bytes("only " + visible(nothing), right -> utf8(nothing)));
    }
    Map<String, java.util.function.UnaryOperator<String>> texts = new LinkedHashMap<>();
    texts.put("in a list", right -> "[" + right + "]");
    texts.put("in a member", right -> "{\"body\":" + right + "}");
    texts.put("in brackets", right -> "(" + right + ")");
    texts.put("as a text", right -> TextNode.valueOf(right).toString());
    texts.put("with a comma at its end", right -> right.replaceFirst("}$", ",}"));
    texts.put("with a comma at its start", right -> right.replaceFirst("\\{", "{,"));
    texts.put("with two commas", right -> right.replaceFirst(",", ",,"));
    texts.put("with a semicolon", right -> right.replaceFirst(",", ";"));
    texts.put("with = for a colon", right -> right.replaceFirst(":", "="));
    texts.put("with two colons", right -> right.replaceFirst(":", "::"));
    texts.put("without a colon", right -> right.replaceFirst(":", " "));
    texts.put("with single quotes", right -> right.replace('"', '\''));
    texts.put("without quotes", right -> right.replace("\"", ""));
    texts.put("with typographic quotes", right -> right.replace('"', '\u201d'));
    texts.put("with brackets exchanged", right -> right.replace('{', '[').replace('}', ']'));
    texts.put("as a script", right -> "callback(" + right + ");");
    texts.put("guarded", right -> ")]}'\n" + right);
    texts.put("as a record", right -> "\u001e" + right);
    texts.put("as YAML", right -> "---\n" + right);
    texts.put("as XML", right -> "<a>" + right + "</a>");
    texts.put("as a form", right -> "body=" + right);
    texts.forEach(
        (name, change) ->
            add(
                Kind.SYNTAX,
                Change.bytes(name, right -> utf8(change.apply(new String(right, UTF_8))))));
    altered();
  }

  private void altered() {
    add(
        Kind.ALTERED,
        Change.whole(
            "a bit",
            (draw, right) -> {
              byte[] bytes = right.clone();
              bytes[draw.below(bytes.length)] ^= (byte) (1 << draw.below(8));
              return bytes;
            }));
    add(
        Kind.ALTERED,
        Change.whole(
            "a byte",
            (draw, right) -> {
              byte[] bytes = right.clone();
              bytes[draw.below(bytes.length)] = (byte) draw.below(256);
              return bytes;
            }));
    add(
        Kind.ALTERED,
        Change.whole(
            "a byte is gone",
            (draw, right) -> {
              int at = draw.below(right.length);
              return concat(
                  Arrays.copyOf(right, at), Arrays.copyOfRange(right, at + 1, right.length));
            }));
    add(
        Kind.ALTERED,
        Change.whole("a byte more", (draw, right) -> insert(draw, right, (byte) draw.below(256))));
    add(
        Kind.ALTERED,
        Change.whole(
            "a sign more",
            (draw, right) -> insert(draw, right, utf8("{}[],:\"\\ 0-.e").clone()[draw.below(13)])));
    add(
        Kind.ALTERED,
        Change.whole(
            "a piece twice",
            (draw, right) -> {
              int from = draw.below(right.length);
              int to = from + draw.below(right.length - from) + 1;
              return concat(
                  Arrays.copyOf(right, to), Arrays.copyOfRange(right, from, right.length));
            }));
    add(
        Kind.ALTERED,
        Change.whole(
            "a piece is gone",
            (draw, right) -> {
              int from = draw.below(right.length);
              int to = from + draw.below(right.length - from) + 1;
              return concat(
                  Arrays.copyOf(right, from), Arrays.copyOfRange(right, to, right.length));
            }));
  }

  private static byte[] insert(Draw draw, byte[] right, byte more) {
    int at = draw.below(right.length + 1);
    return concat(
        Arrays.copyOf(right, at), new byte[] {more}, Arrays.copyOfRange(right, at, right.length));
  }

  // -------------------------------------------------------------------------------- Encodings

  private void encodings() {
    Map<String, Charset> charsets = new LinkedHashMap<>();
    charsets.put("UTF-16 with a mark", UTF_16);
    charsets.put("UTF-16LE", UTF_16LE);
    charsets.put("UTF-16BE", UTF_16BE);
    charsets.put("UTF-32BE", Charset.forName("UTF-32BE"));
    charsets.put("UTF-32LE", Charset.forName("UTF-32LE"));
    charsets.put("EBCDIC", Charset.forName("IBM1047"));
    charsets.forEach(
        (name, charset) ->
            add(
                Kind.ENCODING,
                Change.bytes(name, right -> new String(right, UTF_8).getBytes(charset))));
    add(Kind.ENCODING, Change.bytes("a byte order mark", right -> concat(utf8("\uFEFF"), right)));
    add(Kind.ENCODING, Change.bytes("two marks", right -> concat(utf8("\uFEFF\uFEFF"), right)));
    add(
        Kind.ENCODING,
        Change.bytes("half a mark", right -> concat(new byte[] {(byte) 0xef, (byte) 0xbb}, right)));
    add(
        Kind.ENCODING,
        Change.bytes(
            "a mark of UTF-16 before UTF-8",
            right -> concat(new byte[] {(byte) 0xfe, (byte) 0xff}, right)));
    add(
        Kind.ENCODING,
        Change.bytes(
            "ISO 8859-1",
            right ->
                concat(
                    "{\"\u00fc\":1,".getBytes(ISO_8859_1),
                    Arrays.copyOfRange(right, 1, right.length))));
    add(
        Kind.ENCODING,
        Change.bytes(
            "the same in UTF-8",
            right -> concat(utf8("{\"x\u00fc\":1,"), Arrays.copyOfRange(right, 1, right.length))));
  }

  private void brokenUtf8(List<Place> places) {
    Map<String, byte[]> broken = new LinkedHashMap<>();
    broken.put("an overlong zero", bytes(0xc0, 0x80));
    broken.put("an overlong slash", bytes(0xc0, 0xaf));
    broken.put("an overlong quote", bytes(0xc0, 0xa2));
    broken.put("overlong in three", bytes(0xe0, 0x80, 0xaf));
    broken.put("overlong in four", bytes(0xf0, 0x80, 0x80, 0xaf));
    broken.put("two of three bytes", bytes(0xe2, 0x82));
    broken.put("one of two bytes", bytes(0xc3));
    broken.put("three of four bytes", bytes(0xf0, 0x9f, 0x98));
    broken.put("a lone continuation", bytes(0x80));
    broken.put("a continuation too many", bytes(0xc3, 0xbc, 0xbc));
    broken.put("a high surrogate", bytes(0xed, 0xa0, 0x80));
    broken.put("a low surrogate", bytes(0xed, 0xb0, 0x80));
    broken.put("a surrogate pair", bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80));
    broken.put("beyond the last character", bytes(0xf4, 0x90, 0x80, 0x80));
    broken.put("five bytes", bytes(0xf8, 0x88, 0x80, 0x80, 0x80));
    broken.put("no byte of UTF-8", bytes(0xff));
    broken.put("nor this", bytes(0xfe));
    broken.put("right, for comparison", bytes(0xf0, 0x9f, 0x98, 0x80));
    byte[] quote = utf8("\"");
    broken.forEach(
        (name, bytes) -> {
          for (Place place : places) {
            if (place.is("string")) {
              add(
                  Kind.BROKEN_UTF8,
                  Change.at(
                      place,
                      name,
                      draw -> new Edit.Replace(concat(utf8('"' + draw.fresh()), bytes, quote))));
            } else if (place.is("object")) {
              byte[] value = concat(utf8("\"x\":\""), bytes, quote);
              byte[] member = concat(quote, bytes, utf8("\":1"));
              add(
                  Kind.BROKEN_UTF8,
                  Change.at(
                      place, name + " in a value", draw -> new Edit.Add(null, List.of(value))));
              add(
                  Kind.BROKEN_UTF8,
                  Change.at(
                      place, name + " in a name", draw -> new Edit.Add(null, List.of(member))));
            }
          }
          add(Kind.BROKEN_UTF8, Change.bytes(name + " at the end", right -> concat(right, bytes)));
        });
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A text for people to read: what can't be seen is escaped. */
  private static String visible(String text) {
    return text.chars()
        .mapToObj(c -> c > ' ' && c < 127 ? String.valueOf((char) c) : String.format("U+%04X", c))
        .collect(Collectors.joining());
  }
}
