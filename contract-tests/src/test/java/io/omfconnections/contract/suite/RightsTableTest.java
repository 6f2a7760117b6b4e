package io.omfconnections.contract.suite;

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
    return new RightsScenarios(api, second, second.trustee(api.tenant())).tests("client");
  }
}
