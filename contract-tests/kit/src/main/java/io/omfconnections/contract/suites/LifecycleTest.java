package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.trustee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Independent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The lifecycle of a connection (Creating, Active, Deleting, then 404), and what updates, deletions
 * and concurrent requests change in it.
 */
@ContractSuite
@Order(1)
class LifecycleTest {

  @Test
  @Independent
  void connection_is_created_updated_and_deleted(Api api) {
    for (Api versioned : api.underEachVersion().toList()) {
      String client = Bodies.newClient();
      JsonNode created = versioned.create(Bodies.connection("n", "d", List.of(client))).expect(202);
      assertThat(created.path("State").asText()).isEqualTo("Creating");
      assertThat(created.path("Name").asText()).isEqualTo("n");
      assertThat(created.path("Description").asText()).isEqualTo("d");
      assertThat(created.path("ClientIds")).hasSize(1);
      assertThat(created.path("ClientIds").path(0).asText()).isEqualTo(client);

      String id = created.path("Id").asText();
      JsonNode active = versioned.awaitState(id, "Active");
      assertThat(withoutState(active)).isEqualTo(withoutState(created));
      assertThat(versioned.isListed(id)).isTrue();

      JsonNode updated = versioned.update(id, Bodies.connection("m", null, List.of())).expect(200);
      assertThat(updated.path("Name").asText()).isEqualTo("m");
      assertThat(updated.path("Description").isTextual()).isFalse();
      assertThat(updated.path("ClientIds")).isEmpty();
      assertThat(updated.path("Id")).isEqualTo(created.path("Id"));
      assertThat(updated.path("CreatedDate")).isEqualTo(created.path("CreatedDate"));
      assertThat(updated.path("State").asText()).isEqualTo("Active");
      assertThat(versioned.get(id).expect(200)).isEqualTo(updated);

      JsonNode deleted = versioned.delete(id).expect(202);
      assertThat(deleted.path("State").asText()).isEqualTo("Deleting");
      assertThat(withoutState(deleted)).isEqualTo(withoutState(updated));
      versioned.awaitDeleted(id);
      assertThat(versioned.isListed(id)).isFalse();
    }
  }

  @Test
  @Independent
  void deleted_connection_is_404_for_every_operation(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    api.delete(id).expect(202);
    api.awaitDeleted(id);
    api.update(id, Bodies.connection("x")).expect(404);
    api.delete(id).expect(404);
    api.accessControlList(id).expect(404);
    api.updateAccessControlList(id, Bodies.accessControlList()).expect(404);
    api.accessRights(id).expect(404);
    api.owner(id).expect(404);
    api.updateOwner(id, api.caller().trustee(api.tenant())).expect(404);
    // The client is available again, and the new connection is a different one.
    assertThat(api.createActive(Bodies.connectionFor(client))).isNotEqualTo(id);
  }

  @Test
  @Independent
  void update_replaces_only_name_description_and_clients(Api api) {
    String id = api.createActive(Bodies.connection("n", "d", List.of(Bodies.newClient())));
    // The list differs from the collection's list, and the owner is not the caller.
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    String other = allowed(trustee(3, "some-role", api.tenant()), 1);
    JsonNode list =
        api.updateAccessControlList(id, Bodies.accessControlList(self, other)).expect(200);
    JsonNode owner = api.updateOwner(id, trustee(1, "someone", api.tenant())).expect(200);
    JsonNode before = api.get(id).expect(200);
    // An absent Description is cleared (erratum E06).
    JsonNode updated =
        api.update(id, "{\"Name\":\"m\",\"ClientIds\":[\"" + id + "\"]}").expect(200);
    assertThat(updated.path("Name").asText()).isEqualTo("m");
    assertThat(updated.path("Description").isTextual()).isFalse();
    assertThat(updated.path("ClientIds").path(0).asText()).isEqualTo(id);
    assertThat(updated.path("Id")).isEqualTo(before.path("Id"));
    assertThat(updated.path("CreatedDate")).isEqualTo(before.path("CreatedDate"));
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    assertThat(api.owner(id).expect(200)).isEqualTo(owner);
  }

  @Test
  @Independent
  void concurrent_updates_of_connection_and_list_are_both_stored(Api api) {
    String id = api.createActive(Bodies.connection("before"));
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    for (int round = 0; round < 5; round++) {
      String name = "round " + round;
      String other = allowed(trustee(3, "role-" + round, api.tenant()), 1);
      List<ApiResponse> responses =
          ConcurrentRunner.run(
              2,
              i ->
                  () ->
                      i == 0
                          ? api.update(id, Bodies.connection(name))
                          : api.updateAccessControlList(id, Bodies.accessControlList(self, other)));
      responses.get(0).expect(200);
      assertThat(api.get(id).expect(200).path("Name").asText()).isEqualTo(name);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(responses.get(1).expect(200));
    }
  }

  @Test
  @Independent
  void concurrent_updates_of_owner_list_and_connection_are_all_stored(Api api) {
    String id = api.createActive(Bodies.connection("before"));
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self)).expect(200);
    for (int round = 0; round < 8; round++) {
      String list =
          Bodies.accessControlList(self, allowed(trustee(3, "role-" + round, api.tenant()), 1));
      String owner = trustee(1, "owner-" + round, api.tenant());
      String content = Bodies.connection("round " + round);
      List<ApiResponse> responses =
          ConcurrentRunner.run(
              3,
              i ->
                  () ->
                      switch (i) {
                        case 0 -> api.updateOwner(id, owner);
                        case 1 -> api.updateAccessControlList(id, list);
                        default -> api.update(id, content);
                      });
      assertThat(api.owner(id).expect(200)).isEqualTo(responses.get(0).expect(200));
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(responses.get(1).expect(200));
      assertThat(api.get(id).expect(200)).isEqualTo(responses.get(2).expect(200));
    }
  }

  @Test
  @Independent
  void concurrent_update_does_not_undo_deletion(Api api) {
    List<String> ids = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      String id = api.createActive(Bodies.connection("deleted"));
      List<ApiResponse> responses =
          ConcurrentRunner.run(
              4, i -> () -> i == 0 ? api.delete(id) : api.update(id, Bodies.connection("updated")));
      responses.get(0).expect(202);
      // An update may run before the deletion, while it is in progress, or after it.
      responses.forEach(response -> assertThat(response.status()).isIn(200, 202, 400, 404));
      assertResponseUnlessDeleted(api, id, api.update(id, Bodies.connection("late")), 400, null);
      ids.add(id);
    }
    ids.forEach(api::awaitDeleted);
  }

  @Test
  @Independent
  void update_after_delete_is_rejected(Api api) {
    String id = api.createActive(Bodies.connection("late"));
    api.delete(id).expect(202);
    // 400 if the connection is Deleting; 404 if the server has already deleted it.
    api.update(id, Bodies.connection("changed")).expect(400, 404);
    api.awaitDeleted(id);
  }

  @Test
  @Independent
  void deleting_connection_stays_visible_and_keeps_its_clients(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    JsonNode deleted = api.delete(id).expect(202);
    // The server decides how long a deletion takes; once it is complete, every operation gets 404.
    List<JsonNode> listed = api.listEntries(id);
    if (listed.isEmpty()) {
      assertMissing(api.get(id), "not listed, but found");
    }
    assertThat(listed).allSatisfy(connection -> assertThat(connection).isEqualTo(deleted));
    assertResponseUnlessDeleted(api, id, api.get(id), 200, deleted);
    assertResponseUnlessDeleted(api, id, api.delete(id), 202, deleted);
    assertResponseUnlessDeleted(api, id, api.update(id, Bodies.connection("late")), 400, null);
    assertResponseUnlessDeleted(api, id, api.accessControlList(id), 200, null);
    assertResponseUnlessDeleted(api, id, api.owner(id), 200, null);
    assertResponseUnlessDeleted(api, id, api.accessRights(id), 200, null);
    if (api.create(Bodies.connectionFor(client)).status() == 202) {
      assertMissing(api.get(id), "found, but another connection has its client");
    }
    // The contract does not say whether these are accepted, but they must not stop the deletion.
    String other = allowed(trustee(3, "some-role", api.tenant()), 1);
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self, other)).expect(200, 400, 404);
    api.updateOwner(id, api.caller().trustee(api.tenant())).expect(200, 400, 404);
    api.awaitDeleted(id);
  }

  @Test
  @Independent
  void update_replaces_description(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connection("n", "before", List.of(client)));
    JsonNode updated = api.update(id, Bodies.connection("n", "after", List.of(client))).expect(200);
    assertThat(updated.path("Description").asText()).isEqualTo("after");
    assertThat(api.get(id).expect(200)).isEqualTo(updated);
  }

  @Test
  @Independent
  void state_and_created_date_in_body_are_ignored(Api api) {
    String readOnly = "\"State\":\"Deleting\",\"CreatedDate\":\"2001-02-03T04:05:06.7890123Z\"";
    String id = api.createActive("{\"ClientIds\":[]," + readOnly + "}");
    JsonNode created = api.get(id).expect(200);
    assertThat(created.path("CreatedDate").asText()).doesNotStartWith("2001");
    api.update(id, "{\"Name\":\"n\",\"ClientIds\":[]," + readOnly + "}").expect(200);
    JsonNode updated = api.get(id).expect(200);
    assertThat(updated.path("CreatedDate")).isEqualTo(created.path("CreatedDate"));
    assertThat(updated.path("State")).isEqualTo(created.path("State"));
  }

  @Test
  @Independent
  void update_of_list_or_owner_changes_nothing_else(Api api) {
    String id = api.createActive(Bodies.connection("n"));
    JsonNode before = api.get(id).expect(200);
    JsonNode owner = api.updateOwner(id, trustee(1, "someone", api.tenant())).expect(200);
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    JsonNode list = api.updateAccessControlList(id, Bodies.accessControlList(self)).expect(200);
    assertThat(api.owner(id).expect(200)).isEqualTo(owner);
    api.updateOwner(id, trustee(1, "someone else", api.tenant())).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    assertThat(api.get(id).expect(200)).isEqualTo(before);
  }

  @Test
  @Independent
  void connection_always_has_all_properties(Api api) {
    String id = api.createActive("{\"ClientIds\":[]}");
    assertThat(api.get(id).expect(200).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "Id", "Name", "State", "Description", "CreatedDate", "ClientIds");
  }

  @Test
  @Independent
  void connection_ids_are_unique(Api api) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      ids.add(api.create(Bodies.connection("same name")).expect(202).path("Id").asText());
    }
    assertThat(ids).hasSize(50);
    assertThat(api.list().expect(200).path("Results").size()).isGreaterThanOrEqualTo(50);
  }

  /**
   * Asserts that the response has the status and, unless null, the body; or that it is 404 because
   * the connection no longer exists.
   */
  private static void assertResponseUnlessDeleted(
      Api api, String id, ApiResponse response, int status, @Nullable JsonNode body) {
    if (response.status() == 404) {
      api.get(id).expect(404);
    } else {
      JsonNode actual = response.expect(status);
      if (body != null) {
        assertThat(actual).isEqualTo(body);
      }
    }
  }

  private static void assertMissing(ApiResponse response, String otherwise) {
    assertThat(response.status())
        .as("%s:%n%s", otherwise, response.exchange().describe())
        .isEqualTo(404);
  }

  private static JsonNode withoutState(JsonNode connection) {
    return connection.<ObjectNode>deepCopy().without("State");
  }
}
