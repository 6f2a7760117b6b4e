package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.method;
import static io.omfconnections.contract.check.rules.ExchangeEdits.plusHeader;
import static io.omfconnections.contract.check.rules.ExchangeEdits.status;

import io.omfconnections.contract.exchange.Exchange;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UnknownMethodRuleTest {
  @TestFactory
  Stream<DynamicTest> undocumented_method_without_405_and_allow_is_reported() {
    RuleCases cases = new RuleCases(Rule.UNKNOWN_METHOD);
    for (String method : List.of("PATCH", "OPTIONS", "TRACE", "get", "MAKE")) {
      for (int status : new int[] {200, 404, 401, 501}) {
        cases.add(status + " for " + method, hasStatus(404), both(method(method), status(status)));
      }
    }
    UnaryOperator<Exchange> rejected = both(method("PATCH"), status(405));
    cases.add("405 without Allow", hasStatus(404), rejected);
    cases.add(
        "405 with too many methods in Allow",
        hasStatus(404),
        both(rejected, plusHeader("Allow", "GET, PUT, POST, DELETE, HEAD, OPTIONS")));
    return cases.tests();
  }
}
