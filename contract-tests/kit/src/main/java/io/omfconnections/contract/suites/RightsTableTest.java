package io.omfconnections.contract.suites;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may do what: each row of the rights table, with each kind of list. It is the longest suite,
 * and comes after all others.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 4)
class RightsTableTest {
  @TestFactory
  Stream<DynamicTest> a_client_may_do_what_entries_for_it_say(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    // All of it under one version; what differs from version to version shows in a part, too.
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
