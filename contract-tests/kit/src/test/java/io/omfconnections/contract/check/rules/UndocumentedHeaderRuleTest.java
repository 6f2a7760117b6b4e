package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeChanges.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeChanges.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UndocumentedHeaderRuleTest {
  @TestFactory
  Stream<DynamicTest> header_fields_of_other_responses_are_found() {
    Violations cases = new Violations(Rule.UNDOCUMENTED_HEADER);
    cases.add("Retry-After of a 200", hasStatus(200), withHeader("Retry-After", "5"));
    return cases.tests();
  }
}
