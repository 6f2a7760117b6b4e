package io.omfconnections.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Text as it is stored. The API carries any character; PostgreSQL's text can't hold U+0000. So
 * U+0000 is kept as {@code \0} and a backslash as {@code \\}.
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
