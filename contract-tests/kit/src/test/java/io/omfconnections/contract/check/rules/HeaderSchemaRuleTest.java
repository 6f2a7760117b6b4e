package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HeaderSchemaRuleTest {
  @TestFactory
  Stream<DynamicTest> invalid_header_fields_are_reported() {
    RuleCases cases = new RuleCases(Rule.HEADER_SCHEMA);
    cases.add("Operation-Id that is a number", any(), withHeader("Operation-Id", "17"));
    cases.add(
        "Operation-Id in braces",
        any(),
        withHeader("Operation-Id", "{8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90}"));
    cases.add(
        "Retry-After with a date",
        hasStatus(503),
        withHeader("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"));
    cases.add("negative Retry-After", hasStatus(503), withHeader("Retry-After", "-1"));
    cases.add("Retry-After with a fraction", hasStatus(503), withHeader("Retry-After", "1.5"));
    cases.add("Retry-After beyond int32", hasStatus(503), withHeader("Retry-After", "2147483648"));
    return cases.tests();
  }
}
