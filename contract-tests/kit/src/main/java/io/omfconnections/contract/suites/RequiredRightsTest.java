package io.omfconnections.contract.suites;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * Each operation requires its documented right: tried with every kind of access control list. One
 * of the longest suites, so one of the last to run.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 4)
class RequiredRightsTest {
  @TestFactory
  Stream<DynamicTest> operation_requires_its_documented_right(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    // All lists in one API version; the essential ones suffice to detect differences in the others.
    return Stream.concat(
        new RightsScenarios(api, second, self).tests("client"),
        api.underEachVersion()
            .filter(versioned -> !versioned.version().equals(api.version()))
            .flatMap(
                versioned ->
                    new RightsScenarios(versioned, second, self)
                        .essentialTests("client, " + versioned.version())));
  }
}
