package io.omfconnections.contract.service;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import org.junit.jupiter.api.Test;

/** Namespaces and tenants are isolated from each other, even if their identifiers are equal. */
@ContractSuite
@ServiceSuite
class NamespacesTest {
  @Test
  void new_namespace_grants_all_rights_to_the_administrator_role(Api shared) {
    Api api = shared.in(TestTenants.TENANT, TestTenants.OTHER_NAMESPACE);
    JsonNode entries =
        api.collectionAccessControlList().expect(200).path("RoleTrusteeAccessControlEntries");
    assertThat(entries).hasSize(1);
    assertThat(entries.at("/0/Trustee/Type").asInt()).isEqualTo(3);
    assertThat(entries.at("/0/Trustee/ObjectId").asText())
        .isEqualTo(TestTenants.ADMINISTRATOR_ROLE);
    assertThat(entries.at("/0/AccessType").asInt()).isZero();
    assertThat(entries.at("/0/AccessRights").asInt()).isEqualTo(31);
    assertThat(api.collectionAccessRights().expect(200)).hasSize(5);
  }

  @Test
  void namespaces_of_a_tenant_are_isolated(Api api) {
    Api other = api.in(TestTenants.TENANT, TestTenants.OTHER_NAMESPACE);
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    other.get(id).expect(404);
    other.update(id, Bodies.connection("x")).expect(404);
    other.delete(id).expect(404);
    other.accessControlList(id).expect(404);
    other.updateAccessControlList(id, Bodies.accessControlList()).expect(404);
    other.accessRights(id).expect(404);
    other.owner(id).expect(404);
    other.updateOwner(id, other.caller().trustee(other.tenant())).expect(404);
    assertThat(other.isListed(id)).isFalse();
    // Client identifiers are unique per namespace only.
    other.create(Bodies.connectionFor(client)).expect(202);
    JsonNode list = other.collectionAccessControlList().expect(200);
    api.updateCollectionAccessControlList(
            Bodies.accessControlList(allowed(api.caller().trustee(api.tenant()), 31)))
        .expect(200);
    assertThat(other.collectionAccessControlList().expect(200)).isEqualTo(list);
  }

  @Test
  void namespace_with_space_plus_and_non_ascii_letter_is_found(Api shared) {
    Api api = shared.in(TestTenants.TENANT, TestTenants.NAMESPACE_TO_ENCODE);
    String id = api.createNamed("encoded namespace");
    assertThat(api.isListed(id)).isTrue();
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target().replace("%20", "+"))).expect(404);
    api.send(request.withTarget(request.target().replace("%2B", "+"))).expect(200);
  }

  @Test
  void other_tenants_paths_are_403(Api api) {
    String id = api.createNamed("first tenant");
    Api other = api.as(TestTenants.OTHER_ADMINISTRATOR);
    other.list().expect(403);
    other.get(id).expect(403);
    other.get(Api.UNKNOWN_CONNECTION).expect(403);
    other.delete(id).expect(403);
    other.in(TestTenants.TENANT, "no-such-namespace").list().expect(403);
    other.collectionAccessRights().expect(403);
    // The namespace with the same identifier in its own tenant is a different one.
    Api own = other.in(TestTenants.OTHER_TENANT, TestTenants.NAMESPACE);
    assertThat(own.list().expect(200).path("Results")).isEmpty();
    own.get(id).expect(404);
    api.get(id).expect(200);
  }
}
