package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isConnection;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.text;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UndocumentedPropertyRuleTest {
  private static final String ITEM = "/RoleTrusteeAccessControlEntries/0";

  @TestFactory
  Stream<DynamicTest> undocumented_properties_are_reported() {
    RuleCases cases = new RuleCases(Rule.UNDOCUMENTED_PROPERTY);
    cases.add("property of a connection", isConnection(), put("/Links", "x"));
    cases.add("property that a Java serializer adds", isConnection(), put("/empty", false));
    cases.add(
        "property of a connection in a list", hasValue("/Results/1"), put("/Results/1/Owner", "x"));
    cases.add(
        "property in other case",
        isConnection(),
        text(text -> text.replace("\"ClientIds\"", "\"clientIds\"")));
    cases.add("property of a trustee", hasValue("/Type"), put("/Name", "someone"));
    cases.add("property of an access control entry", hasValue(ITEM), put(ITEM + "/Id", "x"));
    cases.add(
        "access control list with another name",
        hasValue(ITEM),
        text(text -> text.replace("RoleTrusteeAccessControlEntries", "AccessControlEntries")));
    cases.add("property of an error", isError(), put("/Stack", "x"));
    return cases.tests();
  }
}
