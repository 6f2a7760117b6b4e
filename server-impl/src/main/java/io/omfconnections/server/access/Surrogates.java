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
    boolean afterHigh = false;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLowSurrogate(text.charAt(i)) != afterHigh) {
        return false;
      }
      afterHigh = Character.isHighSurrogate(text.charAt(i));
    }
    return !afterHigh;
  }
}
