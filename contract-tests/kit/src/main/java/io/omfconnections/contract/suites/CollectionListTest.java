package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.denied;
import static io.omfconnections.contract.harness.Bodies.trustee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The collection's list: new connections get a copy of it, and it locks no administrator out. */
@ContractSuite
@Order(4)
class CollectionListTest {
  @Test
  void a_new_connection_has_a_copy_of_the_collections_list(Api api) {
    String list =
        Bodies.accessControlList(
            allowed(trustee(3, "some-role", api.tenant()), 5),
            denied(trustee(1, "some-user", api.tenant()), 2),
            allowed(api.caller().trustee(api.tenant()), 31));
    JsonNode collection = api.updateCollectionAccessControlList(list).expect(200);
    String id = api.createNamed("copy");
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(collection);
  }

  @Test
  void later_changes_to_either_list_leave_the_other_alone(Api api) {
    String everyone = allowed(api.caller().trustee(api.tenant()), 31);
    JsonNode first =
        api.updateCollectionAccessControlList(Bodies.accessControlList(everyone)).expect(200);
    String id = api.createNamed("copy");
    String role = allowed(trustee(3, "later-role", api.tenant()), 1);
    JsonNode second =
        api.updateCollectionAccessControlList(Bodies.accessControlList(everyone, role)).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(first);
    String other = api.createNamed("later copy");
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(second);
    api.updateAccessControlList(id, Bodies.accessControlList()).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(second);
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(second);
  }

  @Test
  void the_lists_of_the_versions_are_one(Api api) {
    api.underEachVersion()
        .forEach(
            updating -> {
              String role = allowed(trustee(3, updating.version(), api.tenant()), 1);
              String everyone = allowed(api.caller().trustee(api.tenant()), 31);
              JsonNode updated =
                  updating
                      .updateCollectionAccessControlList(Bodies.accessControlList(everyone, role))
                      .expect(200);
              api.underEachVersion()
                  .forEach(
                      reading ->
                          assertThat(reading.collectionAccessControlList().expect(200))
                              .isEqualTo(updated));
            });
  }

  @Test
  void the_lists_and_owners_of_a_connection_are_one_in_the_versions(Api api) {
    String id = api.createNamed("both");
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.underEachVersion()
        .forEach(
            updating -> {
              String role = allowed(trustee(3, updating.version(), api.tenant()), 1);
              JsonNode list =
                  updating
                      .updateAccessControlList(id, Bodies.accessControlList(self, role))
                      .expect(200);
              String name = "owner of " + updating.version();
              JsonNode owner = updating.updateOwner(id, trustee(1, name, api.tenant())).expect(200);
              api.underEachVersion()
                  .forEach(
                      reading -> {
                        assertThat(reading.accessControlList(id).expect(200)).isEqualTo(list);
                        assertThat(reading.owner(id).expect(200)).isEqualTo(owner);
                      });
            });
  }
}
