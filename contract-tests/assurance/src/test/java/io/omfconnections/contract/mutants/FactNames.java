package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of facts that exchanges can show, such as {@code GET /x: 200 with body/Name null}.
 * {@link ObservedFacts} finds them in exchanges, {@link CoverageRequirements} requires them.
 */
final class FactNames {
  /** The length of a string that is longer than any limit of the contract. */
  static final int LONG = 2_000;

  /** The number of items of an array that is longer than any limit of the contract. */
  static final int MANY = 10_001;

  static final String NULL = "null";
  static final String ABSENT = "absent";
  static final String PRESENT = "present";
  static final String FRACTION = "a number with a fraction or an exponent";
  static final String LONG_STRING = "a string of " + LONG + " characters or more";
  static final String MANY_ITEMS = MANY + " items or more";
  static final String NEGATIVE = "a negative number";
  static final String BEYOND_INT32 = "an integer beyond int32";
  static final String BEYOND_INT64 = "an integer beyond int64";
  static final String NOT_NUMERIC = "a string that is not a number";
  static final String REPEATED_ITEM = "a repeated item";
  static final String UNKNOWN_PROPERTY = "a property that the contract does not name";
  static final String NO_TOKEN = "no access token";
  static final String NO_BODY = "no body";
  static final String HEADER = "header ";
  static final String BODY = "body";

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern DATE_TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}.*");

  private FactNames() {}

  /** Names an operation by method and path template. */
  static String operation(String method, String path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }

  /** Names the fact that an operation returned a status in an API version. */
  static String statusCase(String operation, String version, int status) {
    return operation + ": " + version + " returns " + status;
  }

  /** Names the fact that the token endpoint returned a token. */
  static String token(String url) {
    return "POST " + url + " returns 200";
  }

  /** Returns the prefix of facts about accepted requests: those with a 2xx response. */
  static String accepted(String operation) {
    return operation + ": accepted with ";
  }

  /** Returns the prefix of facts about responses with a status. */
  static String response(String operation, int status) {
    return operation + ": " + status + " with ";
  }

  static String mediaType(String type) {
    return "media type " + type;
  }

  static String value(JsonNode value) {
    return "the value " + value;
  }

  static String type(String type) {
    return "a value of type " + type;
  }

  static String characters(int count) {
    return count + " characters";
  }

  static String items(int count) {
    return count + " items";
  }

  static String format(String format) {
    return "a string of format " + format;
  }

  static String notOfFormat(String format) {
    return "a string that is not of format " + format;
  }

  static boolean isNumeric(String text) {
    return NUMBER.matcher(text).matches();
  }

  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  static boolean isDateTime(String text) {
    return DATE_TIME.matcher(text).matches();
  }

  /** Returns whether an integer needs more bits than given, not counting the sign. */
  static boolean isBeyond(BigInteger number, int bits) {
    return number.bitLength() > bits;
  }
}
