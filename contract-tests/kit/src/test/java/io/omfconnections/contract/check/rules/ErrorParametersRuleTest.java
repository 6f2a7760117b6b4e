package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeChanges.both;
import static io.omfconnections.contract.check.rules.ExchangeChanges.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeChanges.put;
import static io.omfconnections.contract.check.rules.ExchangeChanges.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ErrorParametersRuleTest {
  @TestFactory
  Stream<DynamicTest> errors_about_undocumented_header_fields_are_found() {
    Violations cases = new Violations(Rule.ERROR_PARAMETERS);
    cases.add(
        "a header field that only the request has",
        hasValue("/Parameters"),
        both(
            put("/Parameters/X-Trace", "is wrong"),
            request(request -> request.plusHeader("X-Trace", "5"))));
    return cases.tests();
  }
}
