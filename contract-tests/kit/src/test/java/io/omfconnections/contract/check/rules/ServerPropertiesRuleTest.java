package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isConnection;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.remove;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ServerPropertiesRuleTest {
  @TestFactory
  Stream<DynamicTest> connections_without_id_or_state_are_reported() {
    RuleCases cases = new RuleCases(Rule.SERVER_PROPERTIES);
    cases.add("Id that is not a GUID", isConnection(), put("/Id", "42"));
    cases.add("Id null", isConnection(), put("/Id", null));
    cases.add("no Id", isConnection(), remove("/Id"));
    cases.add("no Id in a list", hasValue("/Results/1"), remove("/Results/1/Id"));
    cases.add("no State", isConnection(), remove("/State"));
    cases.add("State null", isConnection(), put("/State", null));
    return cases.tests();
  }
}
