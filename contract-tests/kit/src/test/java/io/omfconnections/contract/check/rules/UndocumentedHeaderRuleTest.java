package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UndocumentedHeaderRuleTest {
  @TestFactory
  Stream<DynamicTest> header_field_not_documented_for_the_response_is_reported() {
    RuleCases cases = new RuleCases(Rule.UNDOCUMENTED_HEADER);
    cases.add("Retry-After in a 200 response", hasStatus(200), withHeader("Retry-After", "5"));
    return cases.tests();
  }
}
