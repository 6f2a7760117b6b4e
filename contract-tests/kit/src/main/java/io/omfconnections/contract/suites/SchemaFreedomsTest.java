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
 * What the contract does not limit has no limit: texts that are empty or very long, long lists,
 * members that nobody knows, at each place where a request may have them.
 */
@ContractSuite
class SchemaFreedomsTest {
  private static final String LONG = "x".repeat(2_000);

  @Test
  void a_name_may_be_null_and_an_identifier_of_a_client_empty_or_long(Api api) {
    String clients =
        json(List.of("", "Zo\u00eb's / #1 " + UUID.randomUUID(), LONG + UUID.randomUUID()));
    JsonNode created =
        api.create("{\"Name\":null,\"Description\":null,\"ClientIds\":" + clients + "}")
            .expect(202);
    assertThat(created.path("Name").isNull()).isTrue();
    assertThat(created.path("ClientIds").toString()).isEqualTo(clients);
    // The empty client is free again only when the connection is gone, and the next test needs it.
    String id = created.path("Id").asText();
    api.delete(id).expect(202);
    api.awaitDeleted(id);
  }

  @Test
  void an_update_may_be_as_empty_and_as_full_as_a_new_connection(Api api) {
    String id = api.createActive(Bodies.connection("freedoms"));
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
  void an_entry_of_a_list_may_name_anybody_and_say_more_than_the_contract_knows(Api api) {
    String id = api.createNamed("freedoms");
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
    for (JsonNode answer :
        List.of(
            api.updateAccessControlList(id, list).expect(200),
            api.updateCollectionAccessControlList(list).expect(200))) {
      JsonNode entries = answer.path("RoleTrusteeAccessControlEntries");
      assertThat(entries).hasSize(7);
      assertThat(entries.at("/0/Trustee/ObjectId").asText("x")).isEmpty();
      assertThat(entries.at("/1/Trustee/ObjectId").asText()).isEqualTo(LONG);
      assertThat(entries.at("/2").has("Unknown")).isFalse();
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(answer);
    }
  }

  @Test
  void a_list_has_as_many_entries_as_somebody_likes(Api api) {
    String id = api.createNamed("freedoms");
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
  void an_owner_may_have_a_long_identifier_and_members_that_nobody_knows(Api api) {
    String id = api.createNamed("freedoms");
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
  void every_operation_takes_a_timeout(String seconds, Api api) {
    for (String version : Api.CONTRACT.versions()) {
      String id = api.createActive(Bodies.connection("timeouts"));
      // The deletion last: nothing can be done with the connection afterwards.
      Api.CONTRACT.operations().stream()
          .sorted((a, b) -> Boolean.compare(isDelete(a.id()), isDelete(b.id())))
          .map(operation -> api.under(version).request(operation.id(), id))
          .map(request -> request.withHeader("Request-Timeout", seconds))
          .forEach(request -> assertThat(api.send(request).status()).isLessThan(300));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "0", "0.0", "-1", "1e-9", "NaN"})
  void a_deletion_ignores_a_timeout_that_is_none(String timeout, Api api) {
    Request request = api.request("deleteOmfConnection", api.createNamed("timeouts"));
    api.send(request.withHeader("Request-Timeout", timeout)).expect(202);
  }

  private static boolean isDelete(String operationId) {
    return operationId.startsWith("delete");
  }
}
