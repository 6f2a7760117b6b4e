package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.server.identity.TenantDirectory.Client;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests each operation once with every property, and each error of the filters. The contract tests
 * cover the general rules.
 */
class OperationsTest {
  private static final String COLLECTION = "/omfConnections";
  private static final String NEW_CONNECTION =
      "{'Name':'n','Description':'d','ClientIds':['a','b']}";

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void connection_is_created_read_listed_updated_and_deleted() throws Exception {
    ObjectNode created = (ObjectNode) sent(202, "POST", COLLECTION, NEW_CONNECTION);
    final String id = created.path("Id").asText();
    assertThat(OffsetDateTime.parse(created.path("CreatedDate").asText()).toInstant())
        .isCloseTo(Instant.now(), within(60, ChronoUnit.SECONDS));
    ObjectNode expected =
        (ObjectNode)
            json("{'State':'Creating','Name':'n','Description':'d','ClientIds':['a','b']}");
    expected.put("Id", id);
    expected.set("CreatedDate", created.get("CreatedDate"));
    assertThat(created).isEqualTo(expected);

    expected.put("State", "Active");
    assertThat(sent(200, "GET", COLLECTION + "/" + id, "")).isEqualTo(expected);
    assertThat(sent(200, "GET", COLLECTION, "").path("Results")).containsExactly(expected);

    expected.put("Name", "changed").putNull("Description").putArray("ClientIds").add("c");
    assertThat(sent(200, "PUT", COLLECTION + "/" + id, "{'Name':'changed','ClientIds':['c']}"))
        .isEqualTo(expected);

    expected.put("State", "Deleting");
    assertThat(sent(202, "DELETE", COLLECTION + "/" + id, "")).isEqualTo(expected);
    assertError(sent(404, "GET", COLLECTION + "/" + id, ""), "omfConnectionId");
  }

  @Test
  void access_control_lists_are_replaced_and_take_effect() throws Exception {
    String id = sent(202, "POST", COLLECTION, NEW_CONNECTION).path("Id").asText();
    String list =
        """
        {'RoleTrusteeAccessControlEntries':[
          {'Trustee':{'Type':2,'ObjectId':'CLIENT','TenantId':'TENANT'},'AccessType':0,'AccessRights':27},
          {'Trustee':{'Type':2,'ObjectId':'CLIENT','TenantId':'TENANT'},'AccessType':1,'AccessRights':2},
          {'Trustee':{'Type':3,'ObjectId':'a role','TenantId':null},'AccessType':0,'AccessRights':4},
          {'Trustee':{'Type':1,'ObjectId':'a user','TenantId':'TENANT'},'AccessType':0,'AccessRights':31}
        ]}\
        """
            .replace("CLIENT", server.client(1).id())
            .replace("TENANT", server.tenant().id());
    for (String path :
        List.of(COLLECTION + "/" + id + "/accesscontrol", "/accesscontrol" + COLLECTION)) {
      assertThat(sent(200, "PUT", path, list)).isEqualTo(json(list));
      assertThat(sent(200, "GET", path, "")).isEqualTo(json(list));
    }
    // The owner has every right, and the administrator always keeps ManageAccessControl.
    String connectionRights = COLLECTION + "/" + id + "/accessrights";
    assertThat(sent(200, "GET", connectionRights, ""))
        .isEqualTo(json("['Read','Write','Delete','ManageAccessControl','Share']"));
    String collectionRights = "/accessrights" + COLLECTION;
    assertThat(sent(200, "GET", collectionRights, "")).isEqualTo(json("['ManageAccessControl']"));
    for (String path : List.of(connectionRights, collectionRights)) {
      assertThat(sent(server.client(1), 200, "GET", path, ""))
          .isEqualTo(json("['Read','ManageAccessControl','Share']"));
    }
    assertError(sent(server.client(1), 403, "DELETE", COLLECTION + "/" + id, ""), "AccessRights");
  }

  @Test
  void absent_properties_of_access_control_list_have_defaults() throws Exception {
    String path = "/accesscontrol" + COLLECTION;
    assertThat(sent(200, "PUT", path, "{'RoleTrusteeAccessControlEntries':[{}]}"))
        .isEqualTo(
            json(
                "{'RoleTrusteeAccessControlEntries':"
                    + "[{'Trustee':null,'AccessType':0,'AccessRights':0}]}"));
    for (String body : List.of("{}", "{'RoleTrusteeAccessControlEntries':null}")) {
      assertThat(sent(200, "PUT", path, body))
          .isEqualTo(json("{'RoleTrusteeAccessControlEntries':[]}"));
    }
  }

  @Test
  void owner_is_replaced() throws Exception {
    String path =
        COLLECTION
            + "/"
            + sent(202, "POST", COLLECTION, NEW_CONNECTION).path("Id").asText()
            + "/owner";
    assertThat(sent(200, "GET", path, "")).isEqualTo(owner(server.client(0)));

    JsonNode newOwner = owner(server.client(1));
    assertThat(sent(200, "PUT", path, newOwner.toString())).isEqualTo(newOwner);
    assertThat(sent(200, "GET", path, "")).isEqualTo(newOwner);

    assertError(sent(400, "PUT", path, "{}"), "Type", "ObjectId");
  }

  @Test
  void other_tenant_is_403_and_unknown_namespace_is_404() throws Exception {
    String tenant = server.tenant().id();
    assertError(sent(404, "/api/v1/tenants/" + tenant + "/namespaces/none"), "namespaceId");
    assertError(sent(403, "/api/v1/tenants/none/namespaces/none"), "tenantId");
  }

  @Test
  void body_other_than_utf_8_json_is_415() throws Exception {
    for (String header :
        List.of(
            "Content-Type",
            "Content-Type: ",
            "Content-Type: nonsense",
            "Content-Type: text/plain",
            "Content-Type: application/xml",
            "Content-Type: text/json",
            "Content-Type: application/json; charset=utf-16")) {
      String[] parts = header.split(": ?", 2);
      JsonNode error =
          TestServer.JSON.readTree(
              send(server.client(0), "POST", COLLECTION, NEW_CONNECTION, headers(parts)).body());
      assertThat(error.path("Error").asText()).as(header).isEqualTo("Unsupported media type");
      assertError(error, parts[0]);
    }
    for (String header :
        List.of(
            "Content-Type: application/json",
            "Content-Type: APPLICATION/Json; charset=UTF-8; x=y",
            "Content-Encoding: Identity")) {
      HttpResponse<String> response =
          send(
              server.client(0),
              "POST",
              COLLECTION,
              "{'ClientIds':[]}",
              headers(header.split(": ")));
      assertThat(response.statusCode()).as(header).isEqualTo(202);
    }
  }

  @Test
  void error_names_the_content_coding_and_the_byte_order_mark() throws Exception {
    JsonNode coding =
        TestServer.JSON.readTree(
            send(
                    server.client(0),
                    "POST",
                    COLLECTION,
                    NEW_CONNECTION,
                    headers("Content-Encoding", "gzip"))
                .body());
    assertThat(coding.path("Error").asText()).isEqualTo("Unsupported content coding");
    assertThat(coding.path("Reason").asText()).contains("gzip");
    assertThat(coding.path("Resolution").asText())
        .contains("switch off the compression", "OkHttp", "HttpClient", "requests");

    JsonNode mark = sent(400, "POST", COLLECTION, "\uFEFF{'ClientIds':[]}");
    assertThat(mark.path("Reason").asText()).contains("byte order mark");
    assertError(mark, "body");
  }

  @Test
  void invalid_property_is_named_by_its_path() throws Exception {
    assertError(sent(400, "POST", COLLECTION, "{}"), "ClientIds");
    assertError(sent(400, "POST", COLLECTION, "[]"), "body");
    String number = "0." + "1".repeat(1_000); // one digit more than the contract allows
    assertError(sent(400, "POST", COLLECTION, "{'ClientIds':[],'x':" + number + "}"), "body");
    assertError(sent(400, "POST", COLLECTION, "{'Name':'n','ClientIds':['a',1]}"), "ClientIds[1]");
  }

  /** A value that passes validation can also be bound to the model. */
  @ParameterizedTest
  @ValueSource(strings = {"1e999", "-1e999", "9223372036854775808", "THOUSAND_DIGITS"})
  void body_with_extreme_number_in_unknown_property_is_accepted(String number) throws Exception {
    String value = number.replace("THOUSAND_DIGITS", "0." + "1".repeat(999));

    sent(202, "POST", COLLECTION, "{'ClientIds':[],'x':" + value + "}");
  }

  /** The model could hold these values: only the schema rejects them. */
  @ParameterizedTest
  @ValueSource(strings = {"2.0", "2e0", "20e-1"})
  void decimal_number_is_rejected_where_schema_requires_an_integer(String number) throws Exception {
    String body = "{'RoleTrusteeAccessControlEntries':[{'AccessType':" + number + "}]}";

    assertError(
        sent(400, "PUT", "/accesscontrol" + COLLECTION, body),
        "RoleTrusteeAccessControlEntries[0].AccessType");
  }

  private JsonNode owner(Client client) throws JsonProcessingException {
    return json(
        "{'Type':2,'ObjectId':'" + client.id() + "','TenantId':'" + server.tenant().id() + "'}");
  }

  private static void assertError(JsonNode body, String... parameters) {
    assertThat(body.path("Parameters").fieldNames()).toIterable().containsExactly(parameters);
  }

  /** Lists the connections of a namespace. */
  private JsonNode sent(int status, String namespace) throws Exception {
    return body(status, server.send("GET", server.uri(namespace + COLLECTION), ""));
  }

  private JsonNode sent(int status, String method, String path, String body) throws Exception {
    return sent(server.client(0), status, method, path, body);
  }

  private JsonNode sent(Client client, int status, String method, String path, String body)
      throws Exception {
    return body(status, send(client, method, path, body));
  }

  private static JsonNode body(int status, HttpResponse<String> response)
      throws JsonProcessingException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return TestServer.JSON.readTree(response.body());
  }

  private HttpResponse<String> send(
      Client client, String method, String path, String body, String... headers) throws Exception {
    return server.send(client, method, server.inNamespace(path), quoted(body), headers);
  }

  private static String[] headers(String... parts) {
    return parts[0].equals("Content-Type")
        ? parts.length == 1 ? new String[] {"X-Unused", ""} : parts
        : new String[] {"Content-Type", "application/json", parts[0], parts[1]};
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return TestServer.JSON.readTree(quoted(text));
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }
}
