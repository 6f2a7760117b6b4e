package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Each test leaves the server under test as it found it: its connections are deleted and the access
 * control list of the collection is restored.
 */
@ContractSuite
@TestMethodOrder(OrderAnnotation.class)
class CleanupTest {
  private static @Nullable JsonNode originalList;
  private static String createdId = "";

  @Test
  @Order(1)
  void first_test_leaves_connection_and_changed_collection_list_behind(Api api) {
    originalList = api.collectionAccessControlList().expect(200);
    createdId = api.createNamed("left behind");
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
  @Order(2)
  void second_test_finds_connection_deleted_and_collection_list_restored(Api api) {
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(originalList);
    api.awaitDeleted(createdId);
  }
}
