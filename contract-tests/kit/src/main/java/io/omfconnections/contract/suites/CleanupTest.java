package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A test leaves the shared server as it found it: it may be someone's. */
@ContractSuite
@TestMethodOrder(MethodName.class)
class CleanupTest {
  private static @Nullable JsonNode found;
  private static String made = "";

  @Test
  void a_a_test_makes_a_connection_and_changes_the_collections_list_in_two_spellings(Api api) {
    found = api.collectionAccessControlList().expect(200);
    made = api.createNamed("left behind");
    String list = Bodies.accessControlList(Bodies.allowed(api.caller().trustee(api.tenant()), 31));
    Request request = api.request("updateOmfConnectionsAccessControlList", "").withBody(list);
    api.send(request).expect(200);
    api.send(request.withTarget(request.target().replace("accesscontrol", "AccessControl")))
        .expect(200);
    api.underEachVersion()
        .forEach(
            versioned ->
                versioned
                    .updateCollectionAccessControlList(Bodies.accessControlList())
                    .expect(200));
  }

  @Test
  void b_the_next_test_finds_nothing_of_it(Api api) {
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(found);
    api.awaitDeleted(made);
  }
}
