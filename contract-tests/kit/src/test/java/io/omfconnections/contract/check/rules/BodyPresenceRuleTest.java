package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeChanges.any;
import static io.omfconnections.contract.check.rules.ExchangeChanges.both;
import static io.omfconnections.contract.check.rules.ExchangeChanges.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeChanges.method;
import static io.omfconnections.contract.check.rules.ExchangeChanges.status;
import static io.omfconnections.contract.check.rules.ExchangeChanges.text;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BodyPresenceRuleTest {
  @TestFactory
  Stream<DynamicTest> missing_and_unexpected_bodies_are_found() {
    Violations cases = new Violations(Rule.BODY_PRESENCE);
    cases.add("no body", any(), text(""));
    cases.add("body of a response to HEAD", hasStatus(404), both(method("HEAD"), status(405)));
    return cases.tests();
  }
}
