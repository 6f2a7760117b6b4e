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
 * @param texts what the failure contains: the name of a rule, or parts of an assertion
 * @param input which of the test's inputs only this server mishandles; empty unless several servers
 *     fail the same test with the same texts
 */
record Reason(boolean portable, String test, List<String> texts, String input) {

  /** A suite's test fails because an exchange violates a rule. */
  static Reason rule(String test, Rule rule, String... details) {
    return new Reason(
        true, test, Stream.concat(Stream.of(rule.name() + ":"), Stream.of(details)).toList(), "");
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
        Stream.concat(Stream.of(expected, "=> " + returned), Stream.of(details)).toList(),
        "");
  }

  /** A suite's test fails because of an assertion. */
  static Reason assertion(String test, String... texts) {
    return new Reason(true, test, List.of(texts), "");
  }

  /** A test of the service fails because of an assertion. */
  static Reason serviceTest(String test, String... texts) {
    return new Reason(false, test, List.of(texts), "");
  }

  /** Returns this reason with the input that distinguishes it from others. */
  Reason withInput(String value) {
    return new Reason(portable, test, texts, value);
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
