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

/** The lists of rights, and owners; who may do what with an entry is in {@link RightsTableTest}. */
@ContractSuite
@Order(2)
class AccessRightsTest {
  // ----------------------------------------------------------------------- The lists of rights

  @Test
  void rights_are_listed_by_name_in_the_order_of_their_bits(Api api, Caller second) {
    String id = api.createNamed("masks");
    String self = second.trustee(api.tenant());
    IntStream.rangeClosed(0, 31)
        .forEach(
            mask -> {
              List<String> expected = new ArrayList<>();
              for (int bit = 0; bit < RightsTable.NAMES.size(); bit++) {
                if ((mask & (1 << bit)) != 0) {
                  expected.add(RightsTable.NAMES.get(bit));
                }
              }
              String names = String.join(",", expected);
              RightsScenarios.shows(api, id, api.as(second), names, allowed(self, mask));
              api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, mask)))
                  .expect(200);
              assertThat(RightsTable.names(api.as(second).collectionAccessRights().expect(200)))
                  .isEqualTo(names);
            });
  }

  @Test
  void the_list_of_connections_holds_what_the_caller_may_read(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    String readable = api.createNamed("readable");
    String writable = api.createNamed("writable");
    String owned = api.createNamed("owned");
    String hidden = api.createNamed("hidden");
    String refused = api.createNamed("refused");
    api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, 1))).expect(200);
    api.updateAccessControlList(readable, Bodies.accessControlList(allowed(self, 1))).expect(200);
    api.updateAccessControlList(writable, Bodies.accessControlList(allowed(self, 30))).expect(200);
    api.updateAccessControlList(hidden, Bodies.accessControlList()).expect(200);
    api.updateAccessControlList(
            refused, Bodies.accessControlList(allowed(self, 31), denied(self, 1)))
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
                    .contains(readable, owned)
                    .doesNotContain(writable, hidden, refused));
  }

  @Test
  void each_of_several_entries_denies_what_it_says(Api api, Caller second) {
    String id = api.createNamed("denied");
    String self = second.trustee(api.tenant());
    String rest = "Delete,ManageAccessControl,Share";
    String all = allowed(self, 31);
    RightsScenarios.shows(api, id, api.as(second), rest, all, denied(self, 1), denied(self, 2));
    RightsScenarios.shows(api, id, api.as(second), rest, denied(self, 2), all, denied(self, 1));
  }

  @Test
  void an_entry_is_about_its_trustee_exactly(Api api, Caller second) {
    String id = api.createNamed("exact");
    Api caller = api.as(second);
    String self = second.trustee(api.tenant());
    // Nobody is denied anything by an entry about nobody.
    RightsScenarios.shows(
        api,
        id,
        caller,
        String.join(",", RightsTable.NAMES),
        allowed(self, 31),
        denied("null", 31),
        denied("{}", 31),
        "{\"AccessType\":1,\"AccessRights\":31}",
        denied("{\"Type\":" + second.type() + "}", 31));
    List<String> others = new ArrayList<>();
    others.add(trustee(second.type(), second.id() + " ", api.tenant()));
    others.add(trustee(second.type(), " " + second.id(), api.tenant()));
    // Absent or null is the tenant of the address; empty is neither.
    others.add(trustee(second.type(), second.id(), ""));
    String capitals = api.tenant().toUpperCase(Locale.ROOT);
    if (!capitals.equals(api.tenant())) {
      others.add(trustee(second.type(), second.id(), capitals));
    }
    for (String other : others) {
      RightsScenarios.shows(api, id, caller, "", allowed(other, 31));
      caller.get(id).expect(403);
    }
  }

  @Test
  void who_may_do_nothing_with_what_is_there_finds_what_is_not_there_missing(
      Api api, Caller second) {
    api.updateCollectionAccessControlList(Bodies.accessControlList()).expect(200);
    Api caller = api.as(second);
    for (RightsTable row : RightsTable.values()) {
      if (row.ofConnection()) {
        row.call(caller, Api.UNKNOWN_CONNECTION).expect(404);
      }
    }
    caller.accessRights(Api.UNKNOWN_CONNECTION).expect(404);
  }

  @Test
  void what_an_entry_gave_is_gone_with_the_entry(Api api, Caller second) {
    Api caller = api.as(second);
    String self = second.trustee(api.tenant());
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    for (RightsTable row : RightsTable.values()) {
      if (row.ofConnection() && !row.takesItselfAway()) {
        String id = api.createNamed("given and taken");
        api.updateAccessControlList(id, Bodies.accessControlList(administrator, allowed(self, 31)))
            .expect(200);
        assertThat(row.call(caller, id).status()).as(row.name()).isEqualTo(200);
        api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
        row.call(caller, id).expect(403);
      }
    }
  }

  @Test
  void an_administrator_has_on_a_connection_what_its_list_says(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    api.updateCollectionAccessControlList(
            Bodies.accessControlList(
                allowed(api.caller().trustee(api.tenant()), 1), allowed(self, 2)))
        .expect(200);
    String id = api.as(second).createNamed("not the administrator's");
    api.as(second).updateAccessControlList(id, Bodies.accessControlList()).expect(200);
    assertThat(RightsTable.names(api.accessRights(id).expect(200))).isEmpty();
    api.get(id).expect(403);
    api.accessControlList(id).expect(403);
    api.delete(id).expect(403);
    assertThat(api.isListed(id)).isFalse();
  }

  @Test
  void an_administrator_may_always_manage_access_to_the_collection_and_no_more(Api api) {
    String self = api.caller().trustee(api.tenant());
    for (String list :
        List.of(
            Bodies.accessControlList(),
            Bodies.accessControlList(allowed(self, 31), denied(self, 31)))) {
      api.updateCollectionAccessControlList(list).expect(200);
      assertThat(RightsTable.names(api.collectionAccessRights().expect(200)))
          .isEqualTo("ManageAccessControl");
      api.collectionAccessControlList().expect(200);
      api.list().expect(403);
      api.create(Bodies.connection("not allowed")).expect(403);
    }
    api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(self, 31))).expect(200);
    api.list().expect(200);
  }

  // ----------------------------------------------------------------------------------- Owners

  @Test
  void the_owner_has_every_right_whatever_the_list_says(Api api, Caller second) {
    String self = second.trustee(api.tenant());
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateCollectionAccessControlList(Bodies.accessControlList(administrator, allowed(self, 1)))
        .expect(200);
    for (RightsTable row : RightsTable.values()) {
      if (row.ofConnection()) {
        String id = api.createNamed("owned");
        api.updateAccessControlList(id, Bodies.accessControlList(administrator, denied(self, 31)))
            .expect(200);
        row.call(api.as(second), id).expect(403);
        api.updateOwner(id, self).expect(200);
        assertThat(RightsTable.names(api.as(second).accessRights(id).expect(200)))
            .isEqualTo(String.join(",", RightsTable.NAMES));
        assertThat(row.call(api.as(second), id).status()).as(row.name()).isBetween(200, 299);
      }
    }
  }

  @Test
  void the_creator_is_the_owner_until_another_one_is(Api api, Caller second) {
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
    // What is left is what the list says: Read and Write.
    assertThat(RightsTable.names(api.as(second).accessRights(id).expect(200)))
        .isEqualTo("Read,Write");
    api.as(second).delete(id).expect(403);
    api.delete(id).expect(202);
  }

  @Test
  void an_owner_is_one_identity_exactly(Api api, Caller second) {
    String id = api.createNamed("owned");
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
    String capitals = second.id().toUpperCase(Locale.ROOT);
    List<String> others = new ArrayList<>();
    others.add(trustee(3 - second.type(), second.id(), api.tenant()));
    others.add(trustee(second.type(), second.id() + " ", api.tenant()));
    if (!capitals.equals(second.id())) {
      others.add(trustee(second.type(), capitals, api.tenant()));
    }
    for (String other : others) {
      api.updateOwner(id, other).expect(200);
      assertThat(RightsTable.names(api.as(second).accessRights(id).expect(200))).isEmpty();
      api.as(second).get(id).expect(403);
    }
  }

  @Test
  void who_can_not_own_is_refused_and_the_owner_stays(Api api) {
    String id = api.createNamed("owner");
    JsonNode before = api.owner(id).expect(200);
    String tenant = api.tenant();
    refusedOwner(api, id, trustee(3, "role-operator", tenant), "Type");
    refusedOwner(api, id, "{\"ObjectId\":\"x\"}", "Type");
    refusedOwner(api, id, "{\"Type\":1}", "ObjectId");
    refusedOwner(api, id, "{\"Type\":2,\"ObjectId\":null}", "ObjectId");
    refusedOwner(api, id, "{\"Type\":2,\"ObjectId\":\"\"}", "ObjectId");
    refusedOwner(api, id, trustee(1, "x", "00000000-0000-4000-8000-000000000000"), "TenantId");
    refusedOwner(api, id, trustee(2, "x", ""), "TenantId");
    if (!tenant.toUpperCase(Locale.ROOT).equals(tenant)) {
      refusedOwner(api, id, trustee(2, "x", tenant.toUpperCase(Locale.ROOT)), "TenantId");
    }
    refusedOwner(api, id, "{}", "Type");
    refusedOwner(api, id, "{\"Type\":0,\"ObjectId\":\"x\"}", "Type");
    refusedOwner(api, id, "{\"Type\":\"1\",\"ObjectId\":\"x\"}", "Type");
    refusedOwner(api, id, "{\"Type\":1,\"ObjectId\":5}", "ObjectId");
    assertThat(api.owner(id).expect(200)).isEqualTo(before);
  }

  private static void refusedOwner(Api api, String id, String body, String named) {
    JsonNode error = api.updateOwner(id, body).expect(400);
    assertThat(error.path("Parameters").has(named)).as(error.toString()).isTrue();
  }

  @Test
  void an_owner_without_a_tenant_is_of_the_tenant_of_the_address(Api api, Caller second) {
    String administrator = allowed(api.caller().trustee(api.tenant()), 31);
    for (String tenant : new String[] {"", ",\"TenantId\":null"}) {
      String id = api.createNamed("owner");
      // The list gives the new owner nothing: what it may do, it may do as the owner.
      api.updateAccessControlList(id, Bodies.accessControlList(administrator)).expect(200);
      String body = "{\"Type\":2,\"ObjectId\":" + Bodies.json(second.id()) + tenant + "}";
      api.updateOwner(id, body).expect(200);
      assertThat(RightsTable.names(api.as(second).accessRights(id).expect(200)))
          .isEqualTo(String.join(",", RightsTable.NAMES));
    }
  }
}
