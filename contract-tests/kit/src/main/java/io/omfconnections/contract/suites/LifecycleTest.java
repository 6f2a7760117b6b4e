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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A connection is Creating, Active, Deleting, and gone; and what it is in between. */
@ContractSuite
@Order(1)
class LifecycleTest {

  @Test
  void a_connection_goes_through_its_whole_life(Api api) {
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
  void what_is_gone_is_not_found_by_any_operation(Api api) {
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
    // Its client is free, and the new connection is another one.
    assertThat(api.createActive(Bodies.connectionFor(client))).isNotEqualTo(id);
  }

  @Test
  void an_update_replaces_name_description_and_clients_and_nothing_else(Api api) {
    String id = api.createActive(Bodies.connection("n", "d", List.of(Bodies.newClient())));
    // A list and an owner of its own, which are neither the collection's nor the caller's.
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    String other = allowed(trustee(3, "some-role", api.tenant()), 1);
    JsonNode list =
        api.updateAccessControlList(id, Bodies.accessControlList(self, other)).expect(200);
    JsonNode owner = api.updateOwner(id, trustee(1, "someone", api.tenant())).expect(200);
    JsonNode before = api.get(id).expect(200);
    // A description that is absent is cleared (E06).
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
  void changes_at_once_to_one_connection_are_all_kept(Api api) {
    String id = api.createActive(Bodies.connection("before"));
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    for (int round = 0; round < 5; round++) {
      String name = "round " + round;
      String other = allowed(trustee(3, "role-" + round, api.tenant()), 1);
      List<ApiResponse> answers =
          ConcurrentRunner.run(
              2,
              i ->
                  () ->
                      i == 0
                          ? api.update(id, Bodies.connection(name))
                          : api.updateAccessControlList(id, Bodies.accessControlList(self, other)));
      answers.get(0).expect(200);
      assertThat(api.get(id).expect(200).path("Name").asText()).isEqualTo(name);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(answers.get(1).expect(200));
    }
  }

  @Test
  void a_new_owner_is_kept_with_what_is_changed_at_once(Api api) {
    String id = api.createActive(Bodies.connection("before"));
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self)).expect(200);
    for (int round = 0; round < 8; round++) {
      String list =
          Bodies.accessControlList(self, allowed(trustee(3, "role-" + round, api.tenant()), 1));
      String owner = trustee(1, "owner-" + round, api.tenant());
      String content = Bodies.connection("round " + round);
      List<ApiResponse> answers =
          ConcurrentRunner.run(
              3,
              i ->
                  () ->
                      switch (i) {
                        case 0 -> api.updateOwner(id, owner);
                        case 1 -> api.updateAccessControlList(id, list);
                        default -> api.update(id, content);
                      });
      assertThat(api.owner(id).expect(200)).isEqualTo(answers.get(0).expect(200));
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(answers.get(1).expect(200));
      assertThat(api.get(id).expect(200)).isEqualTo(answers.get(2).expect(200));
    }
  }

  @Test
  void no_update_at_once_takes_a_deletion_back(Api api) {
    List<String> ids = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      String id = api.createActive(Bodies.connection("deleted"));
      List<ApiResponse> answers =
          ConcurrentRunner.run(
              4, i -> () -> i == 0 ? api.delete(id) : api.update(id, Bodies.connection("updated")));
      answers.get(0).expect(202);
      // Before the deletion, after it, or when the connection was gone.
      answers.forEach(answer -> assertThat(answer.status()).isIn(200, 202, 400, 404));
      sameUnlessGone(api, id, api.update(id, Bodies.connection("late")), 400, null);
      ids.add(id);
    }
    ids.forEach(api::awaitDeleted);
  }

  @Test
  void what_was_deleted_can_not_be_updated(Api api) {
    String id = api.createActive(Bodies.connection("late"));
    api.delete(id).expect(202);
    // Deleting or gone already: that depends on how long a deletion takes here.
    api.update(id, Bodies.connection("changed")).expect(400, 404);
    api.awaitDeleted(id);
  }

  @Test
  void what_is_being_deleted_is_there_and_keeps_its_clients_until_it_is_gone(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    JsonNode deleted = api.delete(id).expect(202);
    // How long a deletion takes is the server's: what is not there is gone for every operation.
    List<JsonNode> listed = api.listEntries(id);
    if (listed.isEmpty()) {
      api.get(id).expect(404);
    }
    assertThat(listed).allSatisfy(connection -> assertThat(connection).isEqualTo(deleted));
    sameUnlessGone(api, id, api.get(id), 200, deleted);
    sameUnlessGone(api, id, api.delete(id), 202, deleted);
    sameUnlessGone(api, id, api.update(id, Bodies.connection("late")), 400, null);
    sameUnlessGone(api, id, api.accessControlList(id), 200, null);
    sameUnlessGone(api, id, api.owner(id), 200, null);
    sameUnlessGone(api, id, api.accessRights(id), 200, null);
    if (api.create(Bodies.connectionFor(client)).status() == 202) {
      api.get(id).expect(404);
    }
    // Whatever a server makes of these, the deletion goes on.
    String other = allowed(trustee(3, "some-role", api.tenant()), 1);
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self, other)).expect(200, 400, 404);
    api.updateOwner(id, api.caller().trustee(api.tenant())).expect(200, 400, 404);
    api.awaitDeleted(id);
  }

  @Test
  void an_update_replaces_a_description_by_another_one(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connection("n", "before", List.of(client)));
    JsonNode updated = api.update(id, Bodies.connection("n", "after", List.of(client))).expect(200);
    assertThat(updated.path("Description").asText()).isEqualTo("after");
    assertThat(api.get(id).expect(200)).isEqualTo(updated);
  }

  @Test
  void what_the_server_sets_nobody_else_does(Api api) {
    String set = "\"State\":\"Deleting\",\"CreatedDate\":\"2001-02-03T04:05:06.7890123Z\"";
    String id = api.createActive("{\"ClientIds\":[]," + set + "}");
    JsonNode made = api.get(id).expect(200);
    assertThat(made.path("CreatedDate").asText()).doesNotStartWith("2001");
    api.update(id, "{\"Name\":\"n\",\"ClientIds\":[]," + set + "}").expect(200);
    JsonNode updated = api.get(id).expect(200);
    assertThat(updated.path("CreatedDate")).isEqualTo(made.path("CreatedDate"));
    assertThat(updated.path("State")).isEqualTo(made.path("State"));
  }

  @Test
  void an_update_of_a_list_or_an_owner_changes_nothing_else(Api api) {
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
  void a_connection_has_all_its_members_always(Api api) {
    String id = api.createActive("{\"ClientIds\":[]}");
    assertThat(api.get(id).expect(200).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "Id", "Name", "State", "Description", "CreatedDate", "ClientIds");
  }

  @Test
  void created_is_when_it_was_created(Api api) {
    Instant before = Instant.now();
    String id = api.createNamed("now");
    Instant created = Instant.parse(api.get(id).expect(200).path("CreatedDate").asText());
    // Clocks of two machines may differ, but not by hours, as local time would.
    assertThat(created).isBetween(before.minusSeconds(600), before.plusSeconds(600));
  }

  @Test
  void identifiers_are_different(Api api) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      ids.add(api.create(Bodies.connection("same name")).expect(202).path("Id").asText());
    }
    assertThat(ids).hasSize(50);
    assertThat(api.list().expect(200).path("Results").size()).isGreaterThanOrEqualTo(50);
  }

  /** Fails unless the answer has the status, or there is no such connection any more. */
  private static void sameUnlessGone(
      Api api, String id, ApiResponse answer, int status, @Nullable JsonNode body) {
    if (answer.status() == 404) {
      api.get(id).expect(404);
    } else {
      JsonNode seen = answer.expect(status);
      if (body != null) {
        assertThat(seen).isEqualTo(body);
      }
    }
  }

  private static JsonNode withoutState(JsonNode connection) {
    return connection.<ObjectNode>deepCopy().without("State");
  }
}
