package io.omfconnections.contract.bodies;

import static io.omfconnections.contract.bodies.BodyWriter.utf8;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mutations of strings: lengths, unusual characters, surrogates and escape sequences. */
final class StringMutations {
  private static final String EMOJI = "\uD83D\uDE00";

  private static final String[] CHARACTERS = {
    "\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE00", "\uDBFF\uDFFD",
    "\uD834\uDD1E", "e\u0301", "\u0301",
    "\u00e9", "\u0085", "\u200d",
    "\u200b\ufeff", "\ufeffx", "\u202eabc\u202c",
    "\u05e9\u05dc", "\uffff\ufffe", "\ufffd",
    "\u2028\u2029", "\u00a0", "\u007f",
    "a\\u0000b", "\\u0000", "\\ud83d\\ude00",
    "\\uDBFF\\uDFFF", "\uD83D\uDC69\u200D\uD83D\uDC67", "\\u001f",
    "'; DROP TABLE connections; --", "%00 %2F ${x} <b>&amp;</b>", "../..",
    "null", "NaN", " ",
    "  x "
  };

  private static final String[] SURROGATES = {
    "\\ud800", "\\udc00", "\\uDBFFx", "\\ude00\\ud83d",
    "\\uD83D\\u0041", "x\\ud83d", "\\ud83d\\ud83d\\ude00", "\\udfff\\udfff",
    "\\ud83d\\\\ude00", "\\uD83D\\uDE00"
  };

  /** Valid and invalid escape sequences, and characters that must or need not be escaped. */
  private static final String[] ESCAPES = {
    "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\\u00e9\\u00E9", "\\u0041", "\\x41", "\\'",
    "\\u12", "\\u{41}", "\\U00000041", "\\a", "\\0",
    "\\v", "\\u00g0", "\\u 041", "\\", "\\u",
    "\u0000", "\u0001", "\u001f", "\t", "\n",
    "\r", "\u007f", "\\\n", "\b", "\\u+041",
    "\\N", "\\T", "\""
  };

  /** The code points, as JSON, of which strings of each name consist in turn. */
  private static final Map<String, List<String>> ALPHABETS = alphabets();

  private final Location location;
  private final MutationList mutations;

  StringMutations(Location location, MutationList mutations) {
    this.location = location;
    this.mutations = mutations;
  }

  void add() {
    BoundaryValues.around(location.schema(), "minLength", "maxLength").forEach(this::length);
    for (String text : CHARACTERS) {
      string(BodyKind.CHARACTERS, MutationList.visible(text), text);
    }
    for (String text : SURROGATES) {
      string(BodyKind.UNPAIRED_SURROGATE, MutationList.visible(text), text);
    }
    for (String text : ESCAPES) {
      string(BodyKind.ESCAPE, MutationList.visible(text), text);
    }
    if (!location.schema().has("maxLength")) {
      string(BodyKind.LARGE, "long string", "x".repeat(300_000));
      string(BodyKind.LARGE, "long string of emoji", EMOJI.repeat(50_000));
    }
  }

  /** Replaces the value by a string. Strings in arrays get a unique prefix. */
  private void string(BodyKind kind, String description, String json) {
    mutations.addTree(
        kind,
        location,
        description,
        random -> {
          String prefix = location.isItem() ? random.uniqueString() : "";
          return new TreeEdit.Replace(utf8('"' + prefix + json + '"'));
        });
  }

  private void length(int length) {
    ALPHABETS.forEach(
        (name, alphabet) ->
            mutations.addTree(
                BodyKind.STRING_LENGTH,
                location,
                length + " characters, " + name,
                random ->
                    new TreeEdit.Replace(utf8('"' + string(random, length, alphabet) + '"'))));
  }

  private String string(SeededRandom random, int length, List<String> alphabet) {
    StringBuilder json = new StringBuilder();
    if (location.isItem()) {
      json.append(random.uniqueString());
      json.setLength(Math.min(length, json.length()));
    }
    for (int i = json.length(); i < length; i++) {
      json.append(alphabet.get(i % alphabet.size()));
    }
    return json.toString();
  }

  private static Map<String, List<String>> alphabets() {
    Map<String, List<String>> alphabets = new LinkedHashMap<>();
    alphabets.put("ASCII", List.of("x"));
    alphabets.put("two bytes each", List.of("\u00fc"));
    alphabets.put("three bytes each", List.of("\u20ac"));
    alphabets.put("supplementary", List.of(EMOJI));
    alphabets.put("the last code point", List.of("\uDBFF\uDFFF"));
    alphabets.put("supplementary, escaped", List.of("\\ud83d\\ude00"));
    alphabets.put("ASCII and supplementary", List.of("x", EMOJI));
    alphabets.put("with combining characters", List.of("e", "\u0301"));
    alphabets.put("only combining characters", List.of("\u0301"));
    alphabets.put("NUL", List.of("\\u0000"));
    alphabets.put("ASCII, escaped", List.of("\\u0041"));
    alphabets.put("quotation marks", List.of("\\\""));
    alphabets.put("with zero-width joiners", List.of("\uD83D\uDC69", "\u200D"));
    return alphabets;
  }
}
