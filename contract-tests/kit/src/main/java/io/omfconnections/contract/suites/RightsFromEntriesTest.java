package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.denied;
import static io.omfconnections.contract.harness.Bodies.trustee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Access rights that follow from access control entries, ownership and the administrator role. The
 * right that each operation requires is tested by {@link RequiredRightsTest}.
 */
@ContractSuite
@Order(2)
class RightsFromEntriesTest {
  // ----------------------------------------------------------------------------- Access rights

  @Test
  void access_rights_are_listed_by_name_in_bit_order(Api api, Caller second) {
    String id = api.createNamed("masks");
    String self = second.trustee(api.tenant());
    IntStream.rangeClosed(0, 31)
        .forEach(
            mask -> {
              List<String> expected = new ArrayList<>();
              for (int bit = 0; bit < ProtectedOperation.RIGHTS.size(); bit++) {
                if ((mask & (1 << bit)) != 0) {
                  expected.add(ProtectedOperation.RIGHTS.get(bit));
                }
              }
              String names = String.join(",", expected);
              RightsScenarios.assertRights(api, id, api.as(second), names, allowed(self, mask));
              api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, mask)))
                  .expect(200);
              assertThat(
                      ProtectedOperation.rightsIn(
                          api.as(second).collectionAccessRights().expect(200)))
                  .isEqualTo(names);
            });
  }

  @Test
  void list_contains_only_connections_that_caller_may_read(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    String readable = api.createNamed("readable");
    String writable = api.createNamed("writable");
    String owned = api.createNamed("owned");
    String hidden = api.createNamed("hidden");
    String deniedRead = api.createNamed("Read denied");
    api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, 1))).expect(200);
    api.updateAccessControlList(readable, Bodies.accessControlList(allowed(self, 1))).expect(200);
    api.updateAccessControlList(writable, Bodies.accessControlList(allowed(self, 30))).expect(200);
    api.updateAccessControlList(hidden, Bodies.accessControlList()).expect(200);
    api.updateAccessControlList(
            deniedRead, Bodies.accessControlList(allowed(self, 31), denied(self, 1)))
        .expect(200);
    api.updateAccessControlList(
            owned,
            Bodies.accessControlList(
                allowed(api.caller().trustee(api.tenant()), 31), denied(self, 31)))
        .expect(200);
    api.updateOwner(owned, self).expect(200);
    api.as(second)
        .underEachVersion()
        .forEach(
            caller ->
                assertThat(caller.identifiers())
                    .as("connections that %s lists under %s", second, caller.version())
                    .contains(readable, owned)
                    .doesNotContain(writable, hidden, deniedRead));
  }

  @Test
  void rights_denied_by_several_entries_are_all_denied(Api api, Caller second) {
    String id = api.createNamed("denied");
    String self = second.trustee(api.tenant());
    String remaining = "Delete,ManageAccessControl,Share";
    String all = allowed(self, 31);
    RightsScenarios.assertRights(
        api, id, api.as(second), remaining, all, denied(self, 1), denied(self, 2));
    RightsScenarios.assertRights(
        api, id, api.as(second), remaining, denied(self, 2), all, denied(self, 1));
  }

  @Test
  void entry_applies_only_to_exactly_matching_trustee(Api api, Caller second) {
    String id = api.createNamed("exact");
    Api caller = api.as(second);
    String self = second.trustee(api.tenant());
    // Deny entries without a complete trustee match nobody and therefore have no effect.
    RightsScenarios.assertRights(
        api,
        id,
        caller,
        String.join(",", ProtectedOperation.RIGHTS),
        allowed(self, 31),
        denied("null", 31),
        denied("{}", 31),
        "{\"AccessType\":1,\"AccessRights\":31}",
        denied("{\"Type\":" + second.type() + "}", 31));
    List<String> others = new ArrayList<>();
    others.add(trustee(second.type(), second.id() + " ", api.tenant()));
    others.add(trustee(second.type(), " " + second.id(), api.tenant()));
    // An absent or null TenantId means the tenant in the path; an empty one matches no tenant.
    others.add(trustee(second.type(), second.id(), ""));
    String upperCase = api.tenant().toUpperCase(Locale.ROOT);
    if (!upperCase.equals(api.tenant())) {
      others.add(trustee(second.type(), second.id(), upperCase));
    }
    for (String other : others) {
      RightsScenarios.assertRights(api, id, caller, "", allowed(other, 31));
      caller.get(id).expect(403);
    }
  }

  @Test
  void missing_connection_is_404_even_without_rights(Api api, Caller second) {
    api.updateCollectionAccessControlList(Bodies.accessControlList()).expect(200);
    Api caller = api.as(second);
    for (ProtectedOperation operation : ProtectedOperation.values()) {
      if (operation.appliesToConnection()) {
        operation.send(caller, Api.UNKNOWN_CONNECTION).expect(404);
      }
    }
    caller.accessRights(Api.UNKNOWN_CONNECTION).expect(404);
  }

  @Test
  void removing_entry_revokes_its_rights(Api api, Caller second) {
    Api caller = api.as(second);
    String self = second.trustee(api.tenant());
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    for (ProtectedOperation operation : ProtectedOperation.values()) {
      if (operation.appliesToConnection() && !operation.revokesAccess()) {
        String id = api.createNamed("granted and revoked");
        api.updateAccessControlList(id, Bodies.accessControlList(administrator, allowed(self, 31)))
            .expect(200);
        assertThat(operation.send(caller, id).status()).as(operation.name()).isEqualTo(200);
        api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
        operation.send(caller, id).expect(403);
      }
    }
  }

  @Test
  void administrator_has_only_listed_rights_on_connection(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    api.updateCollectionAccessControlList(
            Bodies.accessControlList(
                allowed(api.caller().trustee(api.tenant()), 1), allowed(self, 2)))
        .expect(200);
    String id = api.as(second).createNamed("not the administrator's");
    api.as(second).updateAccessControlList(id, Bodies.accessControlList()).expect(200);
    assertThat(ProtectedOperation.rightsIn(api.accessRights(id).expect(200))).isEmpty();
    api.get(id).expect(403);
    api.accessControlList(id).expect(403);
    api.delete(id).expect(403);
    assertThat(api.isListed(id)).isFalse();
  }

  @Test
  void administrator_without_listed_rights_keeps_only_manage_access_control_on_collection(Api api) {
    String self = api.caller().trustee(api.tenant());
    for (String list :
        List.of(
            Bodies.accessControlList(),
            Bodies.accessControlList(allowed(self, 31), denied(self, 31)))) {
      api.updateCollectionAccessControlList(list).expect(200);
      assertThat(ProtectedOperation.rightsIn(api.collectionAccessRights().expect(200)))
          .isEqualTo("ManageAccessControl");
      api.collectionAccessControlList().expect(200);
      api.list().expect(403);
      api.create(Bodies.connection("not permitted")).expect(403);
    }
    api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, 31))).expect(200);
    api.list().expect(200);
  }

  // --------------------------------------------------------------------------------- Ownership

  @Test
  void owner_has_all_rights_even_if_list_denies_them(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateCollectionAccessControlList(Bodies.accessControlList(administrator, allowed(self, 1)))
        .expect(200);
    for (ProtectedOperation operation : ProtectedOperation.values()) {
      if (operation.appliesToConnection()) {
        String id = api.createNamed("owned");
        api.updateAccessControlList(id, Bodies.accessControlList(administrator, denied(self, 31)))
            .expect(200);
        operation.send(api.as(second), id).expect(403);
        api.updateOwner(id, self).expect(200);
        assertThat(ProtectedOperation.rightsIn(api.as(second).accessRights(id).expect(200)))
            .isEqualTo(String.join(",", ProtectedOperation.RIGHTS));
        assertThat(operation.send(api.as(second), id).status())
            .as(operation.name())
            .isBetween(200, 299);
      }
    }
  }

  @Test
  void creator_is_owner_until_ownership_is_transferred(Api api, Caller second) {
    api.updateCollectionAccessControlList(
            Bodies.accessControlList(allowed(second.trustee(api.tenant()), 3)))
        .expect(200);
    String id = api.as(second).createNamed("mine");
    JsonNode owner = api.as(second).owner(id).expect(200);
    assertThat(owner.path("Type").asInt()).isEqualTo(2);
    assertThat(owner.path("ObjectId").asText()).isEqualTo(second.id());
    assertThat(owner.path("TenantId").asText()).isEqualTo(api.tenant());
    api.as(second).accessControlList(id).expect(200);

    api.as(second).updateOwner(id, api.caller().trustee(api.tenant())).expect(200);
    // The former owner keeps only what the list grants: Read and Write.
    assertThat(ProtectedOperation.rightsIn(api.as(second).accessRights(id).expect(200)))
        .isEqualTo("Read,Write");
    api.as(second).delete(id).expect(403);
    api.delete(id).expect(202);
  }

  @Test
  void ownership_applies_only_to_exactly_matching_identity(Api api, Caller second) {
    String id = api.createNamed("owned");
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
    String upperCase = second.id().toUpperCase(Locale.ROOT);
    List<String> others = new ArrayList<>();
    others.add(trustee(3 - second.type(), second.id(), api.tenant()));
    others.add(trustee(second.type(), second.id() + " ", api.tenant()));
    if (!upperCase.equals(second.id())) {
      others.add(trustee(second.type(), upperCase, api.tenant()));
    }
    for (String other : others) {
      api.updateOwner(id, other).expect(200);
      assertThat(ProtectedOperation.rightsIn(api.as(second).accessRights(id).expect(200)))
          .as("rights of %s if the owner is %s", second, other)
          .isEmpty();
      api.as(second).get(id).expect(403);
    }
  }

  @Test
  void invalid_owner_is_400_and_owner_is_unchanged(Api api) {
    String id = api.createNamed("owner");
    JsonNode before = api.owner(id).expect(200);
    String tenant = api.tenant();
    assertOwnerRejected(api, id, trustee(3, "role-operator", tenant), "Type");
    assertOwnerRejected(api, id, "{\"ObjectId\":\"x\"}", "Type");
    assertOwnerRejected(api, id, "{\"Type\":1}", "ObjectId");
    assertOwnerRejected(api, id, "{\"Type\":2,\"ObjectId\":null}", "ObjectId");
    assertOwnerRejected(api, id, "{\"Type\":2,\"ObjectId\":\"\"}", "ObjectId");
    assertOwnerRejected(
        api, id, trustee(1, "x", "00000000-0000-4000-8000-000000000000"), "TenantId");
    assertOwnerRejected(api, id, trustee(2, "x", ""), "TenantId");
    if (!tenant.toUpperCase(Locale.ROOT).equals(tenant)) {
      assertOwnerRejected(api, id, trustee(2, "x", tenant.toUpperCase(Locale.ROOT)), "TenantId");
    }
    assertOwnerRejected(api, id, "{}", "Type");
    assertOwnerRejected(api, id, "{\"Type\":0,\"ObjectId\":\"x\"}", "Type");
    assertOwnerRejected(api, id, "{\"Type\":\"1\",\"ObjectId\":\"x\"}", "Type");
    assertOwnerRejected(api, id, "{\"Type\":1,\"ObjectId\":5}", "ObjectId");
    assertThat(api.owner(id).expect(200)).isEqualTo(before);
  }

  private static void assertOwnerRejected(Api api, String id, String body, String property) {
    JsonNode error = api.updateOwner(id, body).expect(400);
    assertThat(error.path("Parameters").has(property)).as(error.toString()).isTrue();
  }

  @Test
  void owner_without_tenant_belongs_to_tenant_in_path(Api api, Caller second) {
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    for (String tenant : new String[] {"", ",\"TenantId\":null"}) {
      String id = api.createNamed("owner");
      // The list grants the new owner nothing: its rights come from ownership alone.
      api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
      String body = "{\"Type\":2,\"ObjectId\":" + Bodies.json(second.id()) + tenant + "}";
      api.updateOwner(id, body).expect(200);
      assertThat(ProtectedOperation.rightsIn(api.as(second).accessRights(id).expect(200)))
          .isEqualTo(String.join(",", ProtectedOperation.RIGHTS));
    }
  }
}
