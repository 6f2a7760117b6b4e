package io.omfconnections.server.access;

/**
 * Checks text for unpaired surrogates, which escapes of JSON and YAML can contain. UTF-8 can't
 * represent them: Java's encoder writes a question mark for each, so that different identifiers
 * would become the same one in storage.
 */
public final class Surrogates {
  private Surrogates() {}

  /** Returns whether each surrogate of the text is part of a pair, as in all valid Unicode text. */
  public static boolean arePaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isHighSurrogate(text.charAt(i))
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
