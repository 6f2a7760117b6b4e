package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;
import static io.omfconnections.contract.bodies.MutationList.concat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Mutations of the bytes of any body: trailing data, truncation, whitespace, syntax, noise. */
final class ByteMutations {
  private static final String[] TRAILING = {
    "x", "}", "]", ",", "{}", " {}", "null", " null", "1", "\"x\"", "\u0000", "\uFEFF", "//",
    "/* */", ";", "\u00a0", "\u2028", "\u000b", "\f", "#", " ", "\n", "\r\n\t "
  };

  /** The whitespace of JSON (RFC 8259), and characters that are whitespace elsewhere. */
  private static final String[] WHITESPACE = {
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
    "\u3000"
  };

  private static final String[] COMMENTS = {"/**/", "//\n", "#\n"};

  private static final String[] NO_OBJECT = {
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
    ","
  };

  private static final Map<String, UnaryOperator<String>> SYNTAX = syntax();

  private final MutationList mutations;

  ByteMutations(MutationList mutations) {
    this.mutations = mutations;
  }

  void add() {
    for (String end : TRAILING) {
      mutations.addBytes(
          BodyKind.TRAILING,
          "followed by " + MutationList.visible(end),
          valid -> concat(valid, utf8(end)));
    }
    mutations.addBytes(BodyKind.TRAILING, "repeated", valid -> concat(valid, valid));
    truncated();
    for (String space : WHITESPACE) {
      between(BodyKind.WHITESPACE, space);
    }
    for (String comment : COMMENTS) {
      between(BodyKind.SYNTAX, comment);
    }
    for (String text : NO_OBJECT) {
      mutations.addBytes(
          BodyKind.NO_OBJECT, "only " + MutationList.visible(text), valid -> utf8(text));
    }
    SYNTAX.forEach(
        (description, change) ->
            mutations.addBytes(
                BodyKind.SYNTAX,
                description,
                valid -> utf8(change.apply(new String(valid, UTF_8)))));
    random();
  }

  private void truncated() {
    mutations.addBytes(
        BodyKind.TRUNCATED,
        "without the last byte",
        valid -> Arrays.copyOf(valid, valid.length - 1));
    mutations.addBytes(
        BodyKind.TRUNCATED,
        "without the first byte",
        valid -> Arrays.copyOfRange(valid, 1, valid.length));
    mutations.addBytes(
        BodyKind.TRUNCATED,
        "truncated",
        (random, valid) -> Arrays.copyOf(valid, random.nextInt(valid.length)));
  }

  /** Inserts text at the start of the body, after its first brace, and before its last brace. */
  private void between(BodyKind kind, String text) {
    String name = MutationList.visible(text);
    mutations.addBytes(kind, "begins with " + name, valid -> concat(utf8(text), valid));
    mutations.addBytes(
        kind,
        "with " + name + " after the first brace",
        valid -> concat(utf8("{" + text), Arrays.copyOfRange(valid, 1, valid.length)));
    mutations.addBytes(
        kind,
        "with " + name + " before the last brace",
        valid -> concat(Arrays.copyOf(valid, valid.length - 1), utf8(text + "}")));
  }

  private static Map<String, UnaryOperator<String>> syntax() {
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("in an array", valid -> "[" + valid + "]");
    changes.put("in an object", valid -> "{\"body\":" + valid + "}");
    changes.put("in parentheses", valid -> "(" + valid + ")");
    changes.put("as a string", valid -> TextNode.valueOf(valid).toString());
    changes.put("with a trailing comma", valid -> valid.replaceFirst("}$", ",}"));
    changes.put("with a leading comma", valid -> valid.replaceFirst("\\{", "{,"));
    changes.put("with two commas", valid -> valid.replaceFirst(",", ",,"));
    changes.put("with a semicolon", valid -> valid.replaceFirst(",", ";"));
    changes.put("with = instead of a colon", valid -> valid.replaceFirst(":", "="));
    changes.put("with two colons", valid -> valid.replaceFirst(":", "::"));
    changes.put("without a colon", valid -> valid.replaceFirst(":", " "));
    changes.put("with single quotes", valid -> valid.replace('"', '\''));
    changes.put("without quotes", valid -> valid.replace("\"", ""));
    changes.put("with typographic quotes", valid -> valid.replace('"', '\u201d'));
    changes.put(
        "with brackets instead of braces", valid -> valid.replace('{', '[').replace('}', ']'));
    changes.put("as JSONP", valid -> "callback(" + valid + ");");
    changes.put("with a prefix against JSON hijacking", valid -> ")]}'\n" + valid);
    changes.put("as a JSON text sequence (RFC 7464)", valid -> "\u001e" + valid);
    changes.put("as YAML", valid -> "---\n" + valid);
    changes.put("in an XML element", valid -> "<a>" + valid + "</a>");
    changes.put("as a form field", valid -> "body=" + valid);
    return changes;
  }

  private void random() {
    random(
        "one bit flipped",
        (random, valid) -> {
          byte[] bytes = valid.clone();
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          return bytes;
        });
    random(
        "one byte replaced",
        (random, valid) -> {
          byte[] bytes = valid.clone();
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          return bytes;
        });
    random(
        "one byte removed",
        (random, valid) -> {
          int at = random.nextInt(valid.length);
          return join(valid, at, at + 1);
        });
    random("one byte inserted", (random, valid) -> insert(random, valid, random.nextInt(256)));
    random(
        "one character of JSON syntax inserted",
        (random, valid) -> insert(random, valid, "{}[],:\"\\ 0-.e".charAt(random.nextInt(13))));
    random(
        "a part repeated",
        (random, valid) -> {
          int from = random.nextInt(valid.length);
          int to = from + random.nextInt(valid.length - from) + 1;
          return join(valid, to, from);
        });
    random(
        "a part removed",
        (random, valid) -> {
          int from = random.nextInt(valid.length);
          int to = from + random.nextInt(valid.length - from) + 1;
          return join(valid, from, to);
        });
  }

  private void random(String description, BiFunction<SeededRandom, byte[], byte[]> change) {
    mutations.addBytes(BodyKind.RANDOM_BYTES, description, change);
  }

  private static byte[] insert(SeededRandom random, byte[] valid, int inserted) {
    int at = random.nextInt(valid.length + 1);
    return concat(
        Arrays.copyOf(valid, at),
        new byte[] {(byte) inserted},
        Arrays.copyOfRange(valid, at, valid.length));
  }

  /** Joins the bytes before one index with the bytes from another index on. */
  private static byte[] join(byte[] bytes, int before, int from) {
    return concat(Arrays.copyOf(bytes, before), Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
