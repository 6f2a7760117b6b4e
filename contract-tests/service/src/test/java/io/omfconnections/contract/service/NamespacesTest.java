package io.omfconnections.contract.service;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import org.junit.jupiter.api.Test;

/** Namespaces and tenants have nothing in common, whatever their names. */
@ContractSuite
class NamespacesTest {
  @Test
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

  @Test
  void a_namespace_with_a_blank_a_plus_and_a_letter_outside_ascii_is_found(Api shared) {
    Api api = shared.in(Fixtures.TENANT, Fixtures.ODD_NAMESPACE);
    String id = api.createNamed("odd");
    assertThat(api.lists(id)).isTrue();
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target().replace("%20", "+"))).expect(404);
    api.send(request.withTarget(request.target().replace("%2B", "+"))).expect(200);
  }

  @Test
  void a_token_of_another_tenant_is_forbidden(Api api) {
    String id = api.createNamed("not yours");
    Api other = api.as(Fixtures.OTHER_ADMINISTRATOR);
    other.list().expect(403);
    other.get(id).expect(403);
    other.get(Api.NO_CONNECTION).expect(403);
    other.delete(id).expect(403);
    other.in(Fixtures.TENANT, "no-such-namespace").list().expect(403);
    other.collectionRights().expect(403);
    // In its own tenant the namespace of the same name is another one.
    Api own = other.in(Fixtures.OTHER_TENANT, Fixtures.NAMESPACE);
    assertThat(own.list().expect(200).path("Results")).isEmpty();
    own.get(id).expect(404);
    api.get(id).expect(200);
  }
}
