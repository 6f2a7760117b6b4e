package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MediaTypeRejectedRuleTest {
  @TestFactory
  Stream<DynamicTest> status_415_for_json_is_reported() {
    RuleCases cases = new RuleCases(Rule.MEDIA_TYPE_REJECTED);
    cases.add(
        "JSON",
        hasStatus(415),
        request(request -> request.withHeader("Content-Type", "application/json")));
    cases.add(
        "JSON with charset UTF-8, in other case",
        hasStatus(415),
        request(request -> request.withHeader("Content-Type", "Application/Json; charset=utf-8")));
    cases.add(
        "JSON with the content coding identity",
        hasStatus(415),
        request(
            request ->
                request
                    .withHeader("Content-Type", "application/json")
                    .withHeader("Content-Encoding", "identity")));
    return cases.tests();
  }
}
