package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isAcceptedWithBody;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequestHeaderRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_header_fields_that_are_invalid_are_reported() {
    RuleCases cases = new RuleCases(Rule.REQUEST_HEADER);
    for (String timeout : List.of("0", "-1", "0.0", "soon", "1e3", "+1", "")) {
      cases.add(
          "Request-Timeout '" + timeout + "'",
          isAcceptedWithBody(),
          request(request -> request.withHeader("Request-Timeout", timeout)));
    }
    return cases.tests();
  }
}
