package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.DocumentExamples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The fifteen documented endpoints exist, and the documented example requests are accepted. */
@ContractSuite
class DocumentedEndpointsTest {
  private static final String V1 = "/api/v1/tenants/{tenantId}/namespaces/{namespaceId}/";
  private static final String V2 = "/api/v2-preview/tenants/{tenantId}/namespaces/{namespaceId}/";

  // Transcribed from the vendor's documents, not from the contract.
  private static final List<String> ENDPOINTS =
      List.of(
          "GET " + V2 + "omfConnections",
          "POST " + V2 + "omfConnections",
          "GET " + V2 + "omfConnections/{omfConnectionId}",
          "PUT " + V2 + "omfConnections/{omfConnectionId}",
          "DELETE " + V2 + "omfConnections/{omfConnectionId}",
          "GET " + V2 + "omfConnections/{omfConnectionId}/accesscontrol",
          "PUT " + V2 + "omfConnections/{omfConnectionId}/accesscontrol",
          "GET " + V1 + "omfConnections/{omfConnectionId}/accesscontrol",
          "PUT " + V1 + "omfConnections/{omfConnectionId}/accesscontrol",
          "GET " + V1 + "omfConnections/{omfConnectionId}/accessrights",
          "GET " + V1 + "omfConnections/{omfConnectionId}/owner",
          "PUT " + V1 + "omfConnections/{omfConnectionId}/owner",
          "GET " + V1 + "accesscontrol/omfConnections",
          "PUT " + V1 + "accesscontrol/omfConnections",
          "GET " + V1 + "accessrights/omfConnections");

  @TestFactory
  Stream<DynamicTest> every_documented_endpoint_succeeds(Api api) {
    return ENDPOINTS.stream()
        .filter(endpoint -> api.versions().stream().anyMatch(v -> endpoint.contains("/" + v + "/")))
        .map(endpoint -> DynamicTest.dynamicTest(endpoint, () -> assertSucceeds(api, endpoint)));
  }

  private static void assertSucceeds(Api api, String endpoint) {
    String[] parts = endpoint.split(" ", 2);
    String id = endpoint.contains("{omfConnectionId}") ? api.createNamed("documented") : "";
    Request request =
        Request.of(
                parts[0],
                parts[1]
                    .replace("{tenantId}", api.tenant())
                    .replace("{namespaceId}", api.namespace())
                    .replace("{omfConnectionId}", id))
            .withHeader("Authorization", "Bearer " + api.caller().token().apply(api.tokens()));
    if (parts[0].startsWith("P")) {
      request =
          request.withHeader("Content-Type", "application/json").withBody(body(api, parts[1]));
    }
    int expected = parts[0].equals("POST") || parts[0].equals("DELETE") ? 202 : 200;
    assertThat(api.send(request).status()).isEqualTo(expected);
  }

  private static String body(Api api, String path) {
    if (path.contains("accesscontrol")) {
      return api.collectionAccessControlList().exchange().response().body().text();
    }
    return path.endsWith("owner") ? api.caller().trustee(api.tenant()) : Bodies.connection("x");
  }

  @Test
  void documented_create_and_update_examples_are_accepted(Api api) {
    for (DocumentExamples example : List.of(DocumentExamples.CREATE, DocumentExamples.UPDATE)) {
      String client =
          example.json().replaceFirst("(?s).*\"ClientIds\": \\[\\s*\"([^\"]*)\".*", "$1");
      assumeThat(ClientRace.countHolders(api, client))
          .as("connections that already have the client of the documented example")
          .isZero();
    }
    JsonNode connection = api.create(DocumentExamples.CREATE.json()).expect(202);
    assertThat(connection.path("Name").asText()).isEqualTo("OmfConnection name");
    assertThat(connection.path("Description").asText()).isEqualTo("OmfConnection description");
    assertThat(connection.path("ClientIds")).hasSize(1);
    assertThat(connection.path("ClientIds").path(0).asText())
        .isEqualTo("d6b178a4-0de5-4c30-8ba7-0a84751be854");

    String id = connection.path("Id").asText();
    api.awaitState(id, "Active");
    JsonNode updated = api.update(id, DocumentExamples.UPDATE.json()).expect(200);
    assertThat(updated.path("ClientIds").path(0).asText())
        .isEqualTo("7f17ba9e-51cc-47c4-8df4-22e5e641e9a4");
    assertThat(api.get(id).expect(200)).isEqualTo(updated);
  }

  @Test
  void documented_access_control_list_example_is_accepted_for_connection(Api api) {
    String id = api.createNamed("documented");
    JsonNode list =
        api.updateAccessControlList(id, DocumentExamples.ACCESS_CONTROL_LIST.json()).expect(200);
    assertThat(list.path("RoleTrusteeAccessControlEntries")).hasSize(1);
    assertThat(list.at("/RoleTrusteeAccessControlEntries/0/Trustee/ObjectId").asText())
        .isEqualTo("string");
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
  }

  @Test
  void documented_access_control_list_example_is_accepted_for_collection(Api api) {
    JsonNode list =
        api.updateCollectionAccessControlList(DocumentExamples.ACCESS_CONTROL_LIST.json())
            .expect(200);
    assertThat(list.at("/RoleTrusteeAccessControlEntries/0/Trustee/Type").asInt()).isEqualTo(1);
  }

  @Test
  void documented_owner_example_is_accepted_with_actual_tenant(Api api) {
    // An owner belongs to the tenant in the path; the example has the placeholder "string" (erratum
    // E25).
    String id = api.createNamed("documented");
    JsonNode verbatim = api.updateOwner(id, DocumentExamples.TRUSTEE.json()).expect(400);
    assertThat(verbatim.path("Parameters").has("TenantId")).as(verbatim.toString()).isTrue();
    String body =
        DocumentExamples.TRUSTEE
            .json()
            .replace("\"TenantId\": \"string\"", "\"TenantId\": \"" + api.tenant() + "\"");
    JsonNode owner = api.updateOwner(id, body).expect(200);
    assertThat(owner.path("Type").asInt()).isEqualTo(1);
    assertThat(owner.path("ObjectId").asText()).isEqualTo("string");
    assertThat(owner.path("TenantId").asText()).isEqualTo(api.tenant());
  }
}
