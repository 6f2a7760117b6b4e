package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasMethod;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.status;
import static io.omfconnections.contract.check.rules.ExchangeEdits.text;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DocumentedStatusRuleTest {
  @TestFactory
  Stream<DynamicTest> undocumented_statuses_are_reported() {
    RuleCases cases = new RuleCases(Rule.DOCUMENTED_STATUS);
    cases.add("418", any(), status(418));
    cases.add("200 instead of 202", hasStatus(202), status(200));
    cases.add("202 instead of 200", hasStatus(200), status(202));
    cases.add("redirect", hasStatus(200), status(301));
    cases.add("409 for a client that is in use", hasStatus(400), status(409));
    cases.add("422 for an invalid body", hasStatus(400), status(422));
    cases.add("413 for a body that is too large", hasStatus(400), status(413));
    cases.add("400 from an operation without a body", hasMethod("GET"), status(400));
    cases.add("415 from an operation without a body", hasMethod("DELETE"), status(415));
    cases.add(
        "504 where only 503 is documented",
        hasMethod("GET").and(exchange -> exchange.request().target().endsWith("/owner")),
        status(504));
    cases.add(
        "204 without a body for a deletion", hasMethod("DELETE"), both(text(""), status(204)));
    return cases.tests();
  }
}
