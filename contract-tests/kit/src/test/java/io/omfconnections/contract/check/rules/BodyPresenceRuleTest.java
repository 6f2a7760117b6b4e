package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.method;
import static io.omfconnections.contract.check.rules.ExchangeEdits.status;
import static io.omfconnections.contract.check.rules.ExchangeEdits.text;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BodyPresenceRuleTest {
  @TestFactory
  Stream<DynamicTest> missing_and_unexpected_bodies_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_PRESENCE);
    cases.add("no body", any(), text(""));
    cases.add("body of a response to HEAD", hasStatus(404), both(method("HEAD"), status(405)));
    return cases.tests();
  }
}
