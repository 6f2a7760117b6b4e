package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;
import static io.omfconnections.contract.bodies.MutationList.concat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Mutations of the encoding: other charsets, byte order marks and malformed UTF-8. */
final class EncodingMutations {
  private static final byte[] QUOTE = utf8("\"");

  private EncodingMutations() {}

  static void add(List<Location> locations, MutationList mutations) {
    charsets()
        .forEach(
            (name, charset) ->
                mutations.addBytes(
                    BodyKind.ENCODING, name, valid -> new String(valid, UTF_8).getBytes(charset)));
    encodings()
        .forEach(
            (description, change) -> mutations.addBytes(BodyKind.ENCODING, description, change));
    sequences()
        .forEach(
            (name, sequence) -> {
              for (Location location : locations) {
                insert(name, sequence, location, mutations);
              }
              mutations.addBytes(
                  BodyKind.MALFORMED_UTF8,
                  name + " after the body",
                  valid -> concat(valid, sequence));
            });
  }

  private static Map<String, Charset> charsets() {
    Map<String, Charset> charsets = new LinkedHashMap<>();
    charsets.put("UTF-16 with a byte order mark", UTF_16);
    charsets.put("UTF-16LE", UTF_16LE);
    charsets.put("UTF-16BE", UTF_16BE);
    charsets.put("UTF-32BE", Charset.forName("UTF-32BE"));
    charsets.put("UTF-32LE", Charset.forName("UTF-32LE"));
    charsets.put("EBCDIC", Charset.forName("IBM1047"));
    return charsets;
  }

  private static Map<String, UnaryOperator<byte[]>> encodings() {
    Map<String, UnaryOperator<byte[]>> changes = new LinkedHashMap<>();
    changes.put("with a byte order mark", valid -> concat(utf8("\uFEFF"), valid));
    changes.put("with two byte order marks", valid -> concat(utf8("\uFEFF\uFEFF"), valid));
    changes.put("with an incomplete byte order mark", valid -> concat(bytes(0xef, 0xbb), valid));
    changes.put("with the byte order mark of UTF-16", valid -> concat(bytes(0xfe, 0xff), valid));
    changes.put(
        "with a name in ISO 8859-1",
        valid -> concat("{\"\u00fc\":1,".getBytes(ISO_8859_1), withoutBrace(valid)));
    changes.put(
        "with a name in UTF-8", valid -> concat(utf8("{\"x\u00fc\":1,"), withoutBrace(valid)));
    return changes;
  }

  private static byte[] withoutBrace(byte[] valid) {
    return Arrays.copyOfRange(valid, 1, valid.length);
  }

  /** Returns byte sequences that are not UTF-8 (RFC 3629), and a valid one, by name. */
  private static Map<String, byte[]> sequences() {
    Map<String, byte[]> sequences = new LinkedHashMap<>();
    sequences.put("overlong NUL", bytes(0xc0, 0x80));
    sequences.put("overlong slash", bytes(0xc0, 0xaf));
    sequences.put("overlong quotation mark", bytes(0xc0, 0xa2));
    sequences.put("overlong slash in three bytes", bytes(0xe0, 0x80, 0xaf));
    sequences.put("overlong slash in four bytes", bytes(0xf0, 0x80, 0x80, 0xaf));
    sequences.put("two of three bytes", bytes(0xe2, 0x82));
    sequences.put("one of two bytes", bytes(0xc3));
    sequences.put("three of four bytes", bytes(0xf0, 0x9f, 0x98));
    sequences.put("continuation byte without a start", bytes(0x80));
    sequences.put("surplus continuation byte", bytes(0xc3, 0xbc, 0xbc));
    sequences.put("high surrogate", bytes(0xed, 0xa0, 0x80));
    sequences.put("low surrogate", bytes(0xed, 0xb0, 0x80));
    sequences.put("surrogate pair", bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80));
    sequences.put("code point above U+10FFFF", bytes(0xf4, 0x90, 0x80, 0x80));
    sequences.put("five bytes", bytes(0xf8, 0x88, 0x80, 0x80, 0x80));
    sequences.put("byte 0xFF", bytes(0xff));
    sequences.put("byte 0xFE", bytes(0xfe));
    sequences.put("valid UTF-8", bytes(0xf0, 0x9f, 0x98, 0x80));
    return sequences;
  }

  /** Inserts a sequence into a string, or into a name and a value of an object. */
  private static void insert(
      String name, byte[] sequence, Location location, MutationList mutations) {
    if (location.isType("string")) {
      mutations.addTree(
          BodyKind.MALFORMED_UTF8,
          location,
          name,
          random ->
              new TreeEdit.Replace(concat(utf8('"' + random.uniqueString()), sequence, QUOTE)));
    } else if (location.isType("object")) {
      mutations.addProperties(
          BodyKind.MALFORMED_UTF8,
          location,
          name + " in a value",
          concat(utf8("\"x\":\""), sequence, QUOTE));
      mutations.addProperties(
          BodyKind.MALFORMED_UTF8,
          location,
          name + " in a name",
          concat(QUOTE, sequence, utf8("\":1")));
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
