package io.omfconnections.contract.bodies;

import java.util.Locale;

/** The kinds of generated bodies, by what they vary. A body of any kind may be valid or invalid. */
public enum BodyKind {
  /** A body that is valid according to its schema. */
  VALID,
  /** A value is null. */
  NULL,
  /** A property is missing. */
  MISSING_PROPERTY,
  /** A value has another type. */
  TYPE,
  /** The length of a string is at a limit. */
  STRING_LENGTH,
  /** A string contains unusual characters. */
  CHARACTERS,
  /** A string or property name contains an unpaired surrogate. */
  UNPAIRED_SURROGATE,
  /** A string contains escape sequences, or control characters that must be escaped. */
  ESCAPE,
  /** The number of items of an array is at a limit. */
  ITEM_COUNT(true),
  /** A number is at a limit. */
  NUMBER_LIMIT,
  /** A number has an unusual or invalid notation. */
  NUMBER_NOTATION,
  /** A number is very large, very small or very precise. */
  NUMBER_MAGNITUDE,
  /** A value is in an enumeration, or similar to one that is. */
  ENUMERATION,
  /** A string, array or object is empty. */
  EMPTY,
  /** A property or an array item is repeated, or almost. */
  DUPLICATE,
  /** An object has a property that its schema does not name. */
  UNKNOWN_PROPERTY,
  /** The name of a property is misspelled. */
  PROPERTY_SPELLING,
  /** The body contains malformed UTF-8. */
  MALFORMED_UTF8,
  /** The body has another encoding than UTF-8, or a byte order mark. */
  ENCODING,
  /** The nesting depth is near the limit. */
  DEPTH,
  /** The number of digits of a number is near the limit. */
  DIGITS,
  /** The length of a property name is near the limit. */
  NAME_LENGTH(true),
  /** A part of the body is large. */
  LARGE(true),
  /** The JSON value is followed by something. */
  TRAILING,
  /** The body is truncated. */
  TRUNCATED,
  /** The body is almost JSON. */
  SYNTAX,
  /** There is whitespace, or a similar character, between the tokens. */
  WHITESPACE,
  /** The body is blank, or is no object. */
  NO_OBJECT,
  /** Random bytes of the body are changed. */
  RANDOM_BYTES;

  private final boolean expensive;

  BodyKind() {
    this(false);
  }

  BodyKind(boolean expensive) {
    this.expensive = expensive;
  }

  /** Returns whether bodies of this kind are large, so that fewer of them should be generated. */
  boolean isExpensive() {
    return expensive;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
