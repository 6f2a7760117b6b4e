package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.json;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.remove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ErrorPropertiesRuleTest {
  @TestFactory
  Stream<DynamicTest> missing_and_empty_properties_are_reported() {
    RuleCases cases = new RuleCases(Rule.ERROR_PROPERTIES);
    for (String name : List.of("OperationId", "Error", "Reason", "Resolution", "Parameters")) {
      cases.add("no " + name, isError(), remove("/" + name));
      cases.add(name + " null", isError(), put("/" + name, null));
    }
    for (String name : List.of("OperationId", "Error", "Reason", "Resolution")) {
      cases.add(name + " empty", isError(), put("/" + name, ""));
      cases.add(name + " blank", isError(), put("/" + name, "  "));
    }
    cases.add(
        "Parameters without entries",
        isError(),
        json(root -> ((ObjectNode) root).putObject("Parameters")));
    cases.add(
        "a parameter that is empty",
        isError(),
        json(root -> ((ObjectNode) root.at("/Parameters")).put("Name", "")));
    return cases.tests();
  }
}
