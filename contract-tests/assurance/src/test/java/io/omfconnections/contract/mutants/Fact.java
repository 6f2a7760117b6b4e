package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words for what an exchange can show, which a contract can demand. The same words on both
 * sides, and independent of what either contract says of them.
 */
final class Fact {
  /** From this many characters on a text is long: more than any limit of the contract. */
  static final int LONG = 2_000;

  /** From this many elements on a list is long: more than any limit of the contract. */
  static final int MANY = 10_001;

  static final String NULL = "null";
  static final String ABSENT = "absent";
  static final String PRESENT = "present";
  static final String FRACTION = "a number with a fraction or an exponent";
  static final String LONG_TEXT = "a text of " + LONG + " characters or more";
  static final String MANY_ELEMENTS = MANY + " elements or more";
  static final String NEGATIVE = "a negative number";
  static final String BEYOND_INT32 = "an integer beyond int32";
  static final String BEYOND_INT64 = "an integer beyond int64";
  static final String NO_NUMBER = "a text that is no number";
  static final String REPEATED = "the same element twice";
  static final String UNNAMED = "a member that the contract does not name";

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern DATE_TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}.*");

  private Fact() {}

  /** A path template under a method. */
  static String operation(String method, String path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }

  static String cell(String operation, String version, int status) {
    return operation + ": " + version + " answers " + status;
  }

  static String accepted(String operation, String what) {
    return operation + ": accepted " + what;
  }

  static String response(String operation, int status, String what) {
    return operation + ": " + status + " with " + what;
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

  static String elements(int count) {
    return count + " elements";
  }

  static String format(String format) {
    return "a text of the format " + format;
  }

  static String noFormat(String format) {
    return "a text that is no " + format;
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  static boolean isDateTime(String text) {
    return DATE_TIME.matcher(text).matches();
  }

  static boolean isBeyond(BigInteger number, int bits) {
    return number.bitLength() > bits;
  }
}
