package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ErrorParametersRuleTest {
  @TestFactory
  Stream<DynamicTest> errors_about_undocumented_header_fields_are_reported() {
    RuleCases cases = new RuleCases(Rule.ERROR_PARAMETERS);
    cases.add(
        "a header field that only the request has",
        hasValue("/Parameters"),
        both(
            put("/Parameters/X-Trace", "is wrong"),
            request(request -> request.plusHeader("X-Trace", "5"))));
    return cases.tests();
  }
}
