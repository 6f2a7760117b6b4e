package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.plusHeader;
import static io.omfconnections.contract.check.rules.ExchangeEdits.target;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withoutHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequiredHeaderRuleTest {
  @TestFactory
  Stream<DynamicTest> missing_and_repeated_header_fields_are_reported() {
    RuleCases cases = new RuleCases(Rule.REQUIRED_HEADER);
    cases.add("no Operation-Id", any(), withoutHeader("Operation-Id"));
    cases.add(
        "two Operation-Ids",
        any(),
        plusHeader("Operation-Id", "8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90"));
    cases.add("401 without WWW-Authenticate", hasStatus(401), withoutHeader("WWW-Authenticate"));
    cases.add("503 without Retry-After", hasStatus(503), withoutHeader("Retry-After"));
    cases.add(
        "unknown path without Operation-Id",
        hasStatus(404),
        both(target("/nowhere"), withoutHeader("Operation-Id")));
    cases.add(
        "identity endpoint without Operation-Id",
        hasStatus(200),
        both(target("/identity/.well-known/openid-configuration"), withoutHeader("Operation-Id")));
    return cases.tests();
  }
}
