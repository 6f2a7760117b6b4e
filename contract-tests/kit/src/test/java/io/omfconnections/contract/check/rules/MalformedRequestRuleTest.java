package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.malformed;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MalformedRequestRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_messages_that_are_not_http_are_reported() {
    RuleCases cases = new RuleCases(Rule.MALFORMED_REQUEST);
    cases.add("200", hasStatus(200), malformed());
    return cases.tests();
  }
}
