package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeChanges.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeChanges.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ChallengeRuleTest {
  @TestFactory
  Stream<DynamicTest> other_challenges_are_found() {
    Violations cases = new Violations(Rule.CHALLENGE);
    cases.add(
        "another scheme", hasStatus(401), withHeader("WWW-Authenticate", "Basic realm=\"x\""));
    cases.add(
        "unbalanced quote", hasStatus(401), withHeader("WWW-Authenticate", "Bearer error=\"x"));
    return cases.tests();
  }
}
