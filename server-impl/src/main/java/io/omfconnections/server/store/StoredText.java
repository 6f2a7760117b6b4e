package io.omfconnections.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Encodes text for storage without U+0000, which SQLite's text functions take for the end of the
 * text (https://www.sqlite.org/nulinstr.html), and which PostgreSQL does not store. U+0000 is
 * stored as {@code \0}, a backslash as {@code \\}.
 */
final class StoredText {
  private StoredText() {}

  static String encode(String text) {
    return text.indexOf('\\') < 0 && text.indexOf('\0') < 0
        ? text
        : text.replace("\\", "\\\\").replace("\0", "\\0");
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
