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

/**
 * The access control list of the collection, its copies on new connections, and its equality in all
 * API versions.
 */
@ContractSuite
@Order(4)
class CollectionAccessControlTest {
  @Test
  void new_connection_gets_copy_of_collection_list(Api api) {
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
  void later_change_of_one_list_does_not_affect_the_other(Api api) {
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    JsonNode original =
        api.updateCollectionAccessControlList(Bodies.accessControlList(self)).expect(200);
    String id = api.createNamed("copy");
    String role = allowed(trustee(3, "later-role", api.tenant()), 1);
    JsonNode changed =
        api.updateCollectionAccessControlList(Bodies.accessControlList(self, role)).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(original);
    String other = api.createNamed("later copy");
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(changed);
    api.updateAccessControlList(id, Bodies.accessControlList()).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(changed);
    assertThat(api.accessControlList(other).expect(200)).isEqualTo(changed);
  }

  @Test
  void all_api_versions_share_the_collection_list(Api api) {
    api.underEachVersion()
        .forEach(
            writer -> {
              String role = allowed(trustee(3, writer.version(), api.tenant()), 1);
              String self = allowed(api.caller().trustee(api.tenant()), 31);
              JsonNode updated =
                  writer
                      .updateCollectionAccessControlList(Bodies.accessControlList(self, role))
                      .expect(200);
              api.underEachVersion()
                  .forEach(
                      reader ->
                          assertThat(reader.collectionAccessControlList().expect(200))
                              .isEqualTo(updated));
            });
  }

  @Test
  void all_api_versions_share_list_and_owner_of_connection(Api api) {
    String id = api.createNamed("all versions");
    String self = allowed(api.caller().trustee(api.tenant()), 31);
    api.underEachVersion()
        .forEach(
            writer -> {
              String role = allowed(trustee(3, writer.version(), api.tenant()), 1);
              JsonNode list =
                  writer
                      .updateAccessControlList(id, Bodies.accessControlList(self, role))
                      .expect(200);
              String name = "owner of " + writer.version();
              JsonNode owner = writer.updateOwner(id, trustee(1, name, api.tenant())).expect(200);
              api.underEachVersion()
                  .forEach(
                      reader -> {
                        assertThat(reader.accessControlList(id).expect(200)).isEqualTo(list);
                        assertThat(reader.owner(id).expect(200)).isEqualTo(owner);
                      });
            });
  }
}
