package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.withHeader;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OperationIdRuleTest {
  private static final String OTHER = "00000000-0000-4000-8000-000000000000";

  @TestFactory
  Stream<DynamicTest> operation_id_in_body_that_differs_from_header_is_reported() {
    RuleCases cases = new RuleCases(Rule.OPERATION_ID);
    cases.add("another OperationId in the body", isError(), put("/OperationId", OTHER));
    cases.add("another Operation-Id in the header", isError(), withHeader("Operation-Id", OTHER));
    return cases.tests();
  }
}
