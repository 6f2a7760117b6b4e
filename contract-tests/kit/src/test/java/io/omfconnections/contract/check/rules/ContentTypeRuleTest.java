package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.malformed;
import static io.omfconnections.contract.check.rules.ExchangeEdits.plusHeader;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withHeader;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withoutHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ContentTypeRuleTest {
  @TestFactory
  Stream<DynamicTest> content_type_other_than_documented_is_reported() {
    RuleCases cases = new RuleCases(Rule.CONTENT_TYPE);
    cases.add(
        "parameter charset", any(), withHeader("Content-Type", "application/json;charset=utf-8"));
    cases.add(
        "parameter charset after a space",
        any(),
        withHeader("Content-Type", "application/json; charset=UTF-8"));
    cases.add("HTML", any(), withHeader("Content-Type", "text/html"));
    cases.add("problem details", any(), withHeader("Content-Type", "application/problem+json"));
    cases.add("other case", any(), withHeader("Content-Type", "Application/JSON"));
    cases.add("no Content-Type", any(), withoutHeader("Content-Type"));
    cases.add("two Content-Types", any(), plusHeader("Content-Type", "application/json"));
    cases.add(
        "HTML for a malformed request",
        hasStatus(400),
        both(malformed(), withHeader("Content-Type", "text/html")));
    return cases.tests();
  }
}
