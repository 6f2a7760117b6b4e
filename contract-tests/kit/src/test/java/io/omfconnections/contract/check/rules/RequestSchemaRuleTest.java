package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isAcceptedWith;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isAcceptedWithBody;
import static io.omfconnections.contract.check.rules.ExchangeEdits.requestBody;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequestSchemaRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_bodies_that_are_invalid_are_reported() {
    RuleCases cases = new RuleCases(Rule.REQUEST_SCHEMA);
    cases.add("null", isAcceptedWithBody(), requestBody(text -> "null"));
    cases.add("array", isAcceptedWithBody(), requestBody(text -> "[]"));
    cases.add(
        "connection without ClientIds",
        isAcceptedWith("ClientIds"),
        requestBody(text -> "{\"Name\":\"x\"}"));
    cases.add(
        "Name of 201 characters",
        isAcceptedWith("ClientIds"),
        requestBody(text -> "{\"Name\":\"" + "x".repeat(201) + "\",\"ClientIds\":[]}"));
    cases.add(
        "AccessRights beyond int64",
        isAcceptedWith("RoleTrusteeAccessControlEntries"),
        requestBody(
            text ->
                "{\"RoleTrusteeAccessControlEntries\":[{\"AccessRights\":9223372036854775808}]}"));
    return cases.tests();
  }
}
