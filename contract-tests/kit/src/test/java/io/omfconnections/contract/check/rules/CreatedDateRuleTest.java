package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isConnection;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.remove;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CreatedDateRuleTest {
  @TestFactory
  Stream<DynamicTest> created_date_in_another_format_is_reported() {
    RuleCases cases = new RuleCases(Rule.CREATED_DATE);
    cases.add(
        "six fractional digits",
        isConnection(),
        put("/CreatedDate", "2021-03-18T23:57:44.610936Z"));
    cases.add("no fraction", isConnection(), put("/CreatedDate", "2021-03-18T23:57:44Z"));
    cases.add(
        "nine fractional digits",
        isConnection(),
        put("/CreatedDate", "2021-03-18T23:57:44.610936112Z"));
    cases.add("offset", isConnection(), put("/CreatedDate", "2021-03-18T23:57:44.6109361+00:00"));
    cases.add("no date", isConnection(), remove("/CreatedDate"));
    cases.add(
        "six fractional digits in a list",
        hasValue("/Results/1"),
        put("/Results/1/CreatedDate", "2021-03-18T23:57:44.610936Z"));
    return cases.tests();
  }
}
