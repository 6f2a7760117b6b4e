package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ChallengeRuleTest {
  @TestFactory
  Stream<DynamicTest> challenge_other_than_bearer_is_reported() {
    RuleCases cases = new RuleCases(Rule.CHALLENGE);
    cases.add(
        "another scheme", hasStatus(401), withHeader("WWW-Authenticate", "Basic realm=\"x\""));
    cases.add(
        "unbalanced quote", hasStatus(401), withHeader("WWW-Authenticate", "Bearer error=\"x"));
    return cases.tests();
  }
}
