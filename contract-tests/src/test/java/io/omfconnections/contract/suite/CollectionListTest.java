package io.omfconnections.contract.suite;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.denied;
import static io.omfconnections.contract.harness.Bodies.trustee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Fixtures;
import io.omfconnections.contract.harness.NeedsOwnServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The collection's list: new connections get a copy of it, and it locks no administrator out. */
@ContractSuite
class CollectionListTest {
  @Test
  void a_new_connection_has_a_copy_of_the_collections_list(Api api) {
    String list =
        Bodies.list(
            allowed(trustee(3, "some-role", api.tenant()), 5),
            denied(trustee(1, "some-user", api.tenant()), 2),
            allowed(api.caller().trustee(api.tenant()), 31));
    JsonNode collection = api.updateCollectionList(list).expect(200);
    String id = api.createNamed("copy");
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(collection);
  }

  @Test
  void later_changes_to_either_list_leave_the_other_alone(Api api) {
    String everyone = allowed(api.caller().trustee(api.tenant()), 31);
    JsonNode first = api.updateCollectionList(Bodies.list(everyone)).expect(200);
    String id = api.createNamed("copy");
    String role = allowed(trustee(3, "later-role", api.tenant()), 1);
    JsonNode second = api.updateCollectionList(Bodies.list(everyone, role)).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(first);
    String other = api.createNamed("later copy");
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(second);
    api.updateAccessControlList(id, Bodies.list()).expect(200);
    assertThat(api.collectionList().expect(200)).isEqualTo(second);
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(second);
  }

  @Test
  void the_lists_of_the_versions_are_one(Api api) {
    String list = Bodies.list(allowed(api.caller().trustee(api.tenant()), 31));
    JsonNode updated = api.under("v2-preview").updateCollectionList(list).expect(200);
    assertThat(api.under("v1").collectionList().expect(200)).isEqualTo(updated);
  }

  @Test
  @NeedsOwnServer("it has namespaces that nobody has touched, and knows the roles")
  void a_new_namespace_gives_the_administrator_role_every_right(Api shared) {
    Api api = shared.in(Fixtures.TENANT, Fixtures.OTHER_NAMESPACE);
    JsonNode entries = api.collectionList().expect(200).path("RoleTrusteeAccessControlEntries");
    assertThat(entries).hasSize(1);
    assertThat(entries.at("/0/Trustee/Type").asInt()).isEqualTo(3);
    assertThat(entries.at("/0/Trustee/ObjectId").asText()).isEqualTo(Fixtures.ADMINISTRATOR_ROLE);
    assertThat(entries.at("/0/AccessType").asInt()).isZero();
    assertThat(entries.at("/0/AccessRights").asInt()).isEqualTo(31);
    assertThat(api.collectionRights().expect(200)).hasSize(5);
  }

  @Test
  @NeedsOwnServer("it takes the administrators' rights away")
  void an_administrator_is_never_locked_out(Api api) {
    String role = trustee(3, Fixtures.ADMINISTRATOR_ROLE, api.tenant());
    String self = Fixtures.ADMINISTRATOR.trustee(api.tenant());
    for (String list :
        List.of(
            Bodies.list(),
            "{}",
            Bodies.list(denied(role, 31)),
            Bodies.list(denied(self, 31)),
            Bodies.list(allowed(role, 31), denied(role, 8), denied(self, 8)))) {
      api.updateCollectionList(list).expect(200);
      assertThat(api.collectionRights().expect(200).toString()).contains("ManageAccessControl");
      api.collectionList().expect(200);
    }
    // It is only this one right that is never lost.
    api.updateCollectionList(Bodies.list(denied(role, 31))).expect(200);
    assertThat(api.collectionRights().expect(200)).hasSize(1);
    api.list().expect(403);
    api.create(Bodies.connection("x")).expect(403);
    api.updateCollectionList(Bodies.list(allowed(role, 31))).expect(200);
    api.create(Bodies.connection("x")).expect(202);
  }

  @Test
  @NeedsOwnServer("it knows the roles")
  void the_administrator_role_has_no_such_right_on_connections(Api api) {
    api.updateCollectionList(
            Bodies.list(allowed(trustee(3, Fixtures.OPERATOR_ROLE, api.tenant()), 31)))
        .expect(200);
    String id = api.as(Fixtures.OPERATOR).createNamed("not the administrator's");
    assertThat(api.accessRights(id).expect(200)).isEmpty();
    api.get(id).expect(403);
    api.accessControlList(id).expect(403);
  }

  @Test
  @NeedsOwnServer("it has more than one namespace")
  void namespaces_have_nothing_in_common(Api api) {
    Api other = api.in(Fixtures.TENANT, Fixtures.OTHER_NAMESPACE);
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    other.get(id).expect(404);
    other.update(id, Bodies.connection("x")).expect(404);
    other.delete(id).expect(404);
    other.accessControlList(id).expect(404);
    other.updateAccessControlList(id, Bodies.list()).expect(404);
    other.accessRights(id).expect(404);
    other.owner(id).expect(404);
    other.updateOwner(id, other.caller().trustee(other.tenant())).expect(404);
    assertThat(other.lists(id)).isFalse();
    // A client belongs to one connection of a namespace, not of all of them.
    other.create(Bodies.connectionFor(client)).expect(202);
    JsonNode list = other.collectionList().expect(200);
    api.updateCollectionList(Bodies.list(allowed(api.caller().trustee(api.tenant()), 31)))
        .expect(200);
    assertThat(other.collectionList().expect(200)).isEqualTo(list);
  }
}
