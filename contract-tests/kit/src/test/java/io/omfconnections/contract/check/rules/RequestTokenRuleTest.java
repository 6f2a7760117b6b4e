package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isAccepted;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequestTokenRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_request_without_exactly_one_token_is_reported() {
    RuleCases cases = new RuleCases(Rule.REQUEST_TOKEN);
    cases.add(
        "no Authorization",
        isAccepted(),
        request(request -> request.withoutHeader("Authorization")));
    cases.add(
        "empty token",
        isAccepted(),
        request(request -> request.withHeader("Authorization", "Bearer ")));
    cases.add(
        "another scheme",
        isAccepted(),
        request(request -> request.withHeader("Authorization", "Basic dXNlcjpwYXNz")));
    cases.add(
        "two tokens",
        isAccepted(),
        request(request -> request.plusHeader("Authorization", "Bearer x")));
    return cases.tests();
  }
}
