package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers impose no limits beyond those of the contract: requests may contain empty and very long
 * texts, long lists and unknown properties wherever the contract permits them.
 */
@ContractSuite
class NoUndocumentedLimitsTest {
  private static final String LONG = "x".repeat(2_000);

  @Test
  void new_connection_may_have_null_name_and_empty_or_long_client_ids(Api api) {
    String clients =
        json(List.of("", "Zo\u00eb's / #1 " + UUID.randomUUID(), LONG + UUID.randomUUID()));
    JsonNode created =
        api.create("{\"Name\":null,\"Description\":null,\"ClientIds\":" + clients + "}")
            .expect(202);
    assertThat(created.path("Name").isNull()).isTrue();
    assertThat(created.path("ClientIds").toString()).isEqualTo(clients);
    // Another test uses the empty client ID, which is unavailable until this connection is deleted.
    String id = created.path("Id").asText();
    api.delete(id).expect(202);
    api.awaitDeleted(id);
  }

  @Test
  void update_may_have_empty_texts_unknown_properties_and_10000_clients(Api api) {
    String id = api.createActive(Bodies.connection("limits"));
    String clients =
        json(List.of("", "Zo\u00eb's / #1 " + UUID.randomUUID(), LONG + UUID.randomUUID()));
    JsonNode updated =
        api.update(
                id,
                "{\"Name\":\"\",\"Description\":\"\",\"Unknown\":[1],\"ClientIds\":"
                    + clients
                    + "}")
            .expect(200);
    assertThat(updated.path("Name").asText("x")).isEmpty();
    assertThat(updated.path("Description").asText("x")).isEmpty();
    assertThat(updated.path("ClientIds").toString()).isEqualTo(clients);
    assertThat(api.get(id).expect(200)).isEqualTo(updated);

    List<String> many =
        IntStream.range(0, 10_000).mapToObj(i -> i + "-" + UUID.randomUUID()).toList();
    assertThat(api.update(id, Bodies.connection("many", null, many)).expect(200).path("ClientIds"))
        .hasSize(10_000);
    assertThat(api.get(id).expect(200).path("ClientIds").toString()).isEqualTo(json(many));
  }

  @Test
  void access_control_entry_may_have_any_trustee_and_unknown_properties(Api api) {
    String id = api.createNamed("limits");
    String list =
        Bodies.accessControlList(
            Bodies.allowed("{\"Type\":1,\"ObjectId\":\"\",\"TenantId\":\"\"}", 1),
            Bodies.allowed(
                "{\"Type\":3,\"ObjectId\":" + json(LONG) + ",\"TenantId\":" + json(LONG) + "}", 31),
            "{\"Unknown\":{\"a\":1},\"Trustee\":{\"Unknown\":[2],\"Type\":2}}",
            "{\"Unknown\":\"text\",\"Trustee\":{\"Unknown\":\"text\"}}",
            Bodies.allowed(Bodies.trustee(1, "o'Neil, Zo\u00eb <z@x>", "a tenant / of theirs"), 1),
            "{}",
            "{}");
    for (JsonNode updated :
        List.of(
            api.updateAccessControlList(id, list).expect(200),
            api.updateCollectionAccessControlList(list).expect(200))) {
      JsonNode entries = updated.path("RoleTrusteeAccessControlEntries");
      assertThat(entries).hasSize(7);
      assertThat(entries.at("/0/Trustee/ObjectId").asText("x")).isEmpty();
      assertThat(entries.at("/1/Trustee/ObjectId").asText()).isEqualTo(LONG);
      assertThat(entries.at("/2").has("Unknown")).isFalse();
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(updated);
    }
  }

  @Test
  void access_control_list_may_have_10001_entries(Api api) {
    String id = api.createNamed("limits");
    String list =
        Bodies.accessControlList(Collections.nCopies(10_001, "{}").toArray(String[]::new));
    assertThat(
            api.updateAccessControlList(id, list)
                .expect(200)
                .path("RoleTrusteeAccessControlEntries"))
        .hasSize(10_001);
    assertThat(api.accessControlList(id).expect(200).path("RoleTrusteeAccessControlEntries"))
        .hasSize(10_001);
    assertThat(
            api.updateCollectionAccessControlList(list)
                .expect(200)
                .path("RoleTrusteeAccessControlEntries"))
        .hasSize(10_001);
    assertThat(
            api.collectionAccessControlList().expect(200).path("RoleTrusteeAccessControlEntries"))
        .hasSize(10_001);
  }

  @Test
  void owner_may_have_long_object_id_and_unknown_properties(Api api) {
    String id = api.createNamed("limits");
    JsonNode owner =
        api.updateOwner(
                id, "{\"Type\":2,\"Unknown\":5,\"TenantId\":null,\"ObjectId\":" + json(LONG) + "}")
            .expect(200);
    assertThat(owner.path("ObjectId").asText()).isEqualTo(LONG);
    assertThat(owner.has("Unknown")).isFalse();
    assertThat(api.owner(id).expect(200)).isEqualTo(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.5", "30"})
  void every_operation_accepts_request_timeout(String seconds, Api api) {
    for (String version : Api.CONTRACT.versions()) {
      String id = api.createActive(Bodies.connection("timeouts"));
      // Deletes last, since all other operations need the connection.
      Api.CONTRACT.operations().stream()
          .sorted((a, b) -> Boolean.compare(isDelete(a.id()), isDelete(b.id())))
          .map(operation -> api.under(version).request(operation.id(), id))
          .map(request -> request.withHeader("Request-Timeout", seconds))
          .forEach(request -> assertThat(api.send(request).status()).isLessThan(300));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "0", "0.0", "-1", "1e-9", "NaN"})
  void delete_ignores_invalid_request_timeout(String timeout, Api api) {
    Request request = api.request("deleteOmfConnection", api.createNamed("timeouts"));
    api.send(request.withHeader("Request-Timeout", timeout)).expect(202);
  }

  private static boolean isDelete(String operationId) {
    return operationId.startsWith("delete");
  }
}
