package io.omfconnections.contract.faulty;

import io.omfconnections.contract.check.rules.Rule;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a faulty server is detected: the test that fails, and the texts of its failure.
 *
 * <p>Whitespace in failures and texts is not significant.
 *
 * @param portable whether the test belongs to a suite of the kit, which sees the server from
 *     outside only; otherwise to a test of the service, which also controls its clock and data
 * @param test class and method, as in {@code CreatedDateTest.created_date_is_time_of_creation}
 * @param texts what the failure contains: the name of a rule, parts of an assertion, and the input
 *     of the test that only this server mishandles, if others fail with the same assertion
 */
record Reason(boolean portable, String test, List<String> texts) {

  /** A suite's test fails because an exchange violates a rule. */
  static Reason rule(String test, Rule rule, String... details) {
    return new Reason(
        true, test, Stream.concat(Stream.of(rule.name() + ":"), Stream.of(details)).toList());
  }

  /**
   * A suite's test fails because of a status code.
   *
   * @param expected the status codes that the test accepts, as in {@code [400, 401]}
   */
  static Reason status(String test, String expected, int returned, String... details) {
    return new Reason(
        true,
        test,
        Stream.concat(Stream.of(expected, "=> " + returned), Stream.of(details)).toList());
  }

  /** A suite's test fails because of an assertion. */
  static Reason assertion(String test, String... texts) {
    return new Reason(true, test, List.of(texts));
  }

  /** A test of the service fails because of an assertion. */
  static Reason serviceTest(String test, String... texts) {
    return new Reason(false, test, List.of(texts));
  }

  /** Returns whether this is the reason why a test has failed. */
  boolean explains(String failedTest, String failure) {
    return test.equals(failedTest) && texts.stream().allMatch(normalized(failure)::contains);
  }

  /** Returns the text with each sequence of whitespace replaced by a space. */
  static String normalized(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** Returns the simple name of the test's class. */
  String testClass() {
    return test.substring(0, test.indexOf('.'));
  }

  /** Returns the name of the test's method. */
  String testMethod() {
    return test.substring(test.indexOf('.') + 1);
  }
}
