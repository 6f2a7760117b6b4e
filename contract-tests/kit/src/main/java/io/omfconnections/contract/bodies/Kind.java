package io.omfconnections.contract.bodies;

import java.util.Locale;

/** The kinds of bodies: what is special about one, or wrong with it. */
public enum Kind {
  /** Nothing: as the schema says. */
  VALID,
  /** A value is null. */
  NULL,
  /** A member is missing. */
  MISSING,
  /** A value is of another type. */
  TYPE,
  /** A text is of a length at a limit. */
  LENGTH,
  /** A text has unusual characters. */
  CHARACTERS,
  /** A text or name has half of a surrogate pair. */
  LONE_SURROGATE,
  /** A text has escapes, or control characters that must be escaped. */
  ESCAPE,
  /** A list has a number of items at a limit. */
  ITEMS(true),
  /** A number is at a limit. */
  NUMBER_LIMIT,
  /** A number is written in another form. */
  NUMBER_FORM,
  /** A number is very large or very small. */
  NUMBER_SIZE,
  /** A value is one of an enumeration, or beside it. */
  ENUMERATION,
  /** A text, list or object is empty. */
  EMPTY,
  /** A member stands twice, or nearly. */
  DUPLICATE,
  /** There is a member that the schema does not name. */
  UNKNOWN,
  /** A member's name is spelled differently. */
  SPELLING,
  /** Bytes that are not UTF-8. */
  BROKEN_UTF8,
  /** Another encoding, or a byte order mark. */
  ENCODING,
  /** Nested about as deep as allowed. */
  DEPTH,
  /** A number with about as many digits as allowed. */
  DIGITS,
  /** A name about as long as allowed. */
  NAME_LENGTH(true),
  /** Large in some way. */
  BIG(true),
  /** Something follows. */
  TRAILING,
  /** Something is cut off. */
  TRUNCATED,
  /** Nearly JSON. */
  SYNTAX,
  /** Whitespace, and what is none, between the tokens. */
  WHITESPACE,
  /** No value at all, or none but null. */
  NO_VALUE,
  /** Some byte is altered, wherever it be. */
  ALTERED;

  private final boolean heavy;

  Kind() {
    this(false);
  }

  Kind(boolean heavy) {
    this.heavy = heavy;
  }

  /** Whether these bodies are so large that there should be fewer of them. */
  boolean heavy() {
    return heavy;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
