package io.omfconnections.server.store;

import io.omfconnections.server.access.Surrogates;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes text for storage without U+0000, which SQLite's text functions take for the end of the
 * text (https://www.sqlite.org/nulinstr.html), and which PostgreSQL does not store. U+0000 is
 * stored as {@code \0}, a backslash as {@code \\}.
 */
final class StoredText {
  /** PostgreSQL's limit for all columns of a primary key together is about 2,700 bytes. */
  static final int MAX_KEY_BYTES = 1_000;

  private StoredText() {}

  /**
   * Encodes text that is part of a primary key. Long text, which PostgreSQL can't have in a key, is
   * stored as {@code \#} and its hash, and can't be decoded.
   */
  static String encodeKey(String text) {
    return shortKey(encode(text));
  }

  /** Returns the stored form of encoded text in a primary key. */
  static String shortKey(String encoded) {
    return utf8(encoded).length <= MAX_KEY_BYTES ? encoded : "\\#" + Sha256.hex(encoded);
  }

  static String encode(String text) {
    requireStorable(text);
    return text.indexOf('\\') < 0 && text.indexOf('\0') < 0
        ? text
        : text.replace("\\", "\\\\").replace("\0", "\\0");
  }

  /** Returns the bytes of text that a database stores. */
  static byte[] utf8(String text) {
    requireStorable(text);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Rejects text that would be stored as another one. Callers are expected to have rejected it.
   *
   * @throws IllegalArgumentException if the text has an unpaired surrogate
   */
  static void requireStorable(String text) {
    if (!Surrogates.arePaired(text)) {
      throw new IllegalArgumentException("Text with an unpaired surrogate can't be stored");
    }
  }

  static @Nullable String encodeNullable(@Nullable String text) {
    return text == null ? null : encode(text);
  }

  static @Nullable String decodeNullable(@Nullable String stored) {
    if (stored == null || stored.indexOf('\\') < 0) {
      return stored;
    }
    StringBuilder text = new StringBuilder(stored.length());
    for (int i = 0; i < stored.length(); i++) {
      char c = stored.charAt(i);
      if (c == '\\') {
        i++;
        text.append(stored.charAt(i) == '0' ? '\0' : stored.charAt(i));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
