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

/**
 * Each operation, with every member of its bodies; and the errors that are found before the
 * operation. What holds in all cases, the contract tests say.
 */
class OperationsTest {
  private static final String ALL = "/omfConnections";
  private static final String NEW = "{'Name':'n','Description':'d','ClientIds':['a','b']}";

  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aConnectionIsMadeReadListedChangedAndDeleted() throws Exception {
    ObjectNode made = (ObjectNode) sent(202, "POST", ALL, NEW);
    final String id = made.path("Id").asText();
    assertThat(OffsetDateTime.parse(made.path("CreatedDate").asText()).toInstant())
        .isCloseTo(Instant.now(), within(60, ChronoUnit.SECONDS));
    ObjectNode expected =
        (ObjectNode)
            json("{'State':'Creating','Name':'n','Description':'d','ClientIds':['a','b']}");
    expected.put("Id", id);
    expected.set("CreatedDate", made.get("CreatedDate"));
    assertThat(made).isEqualTo(expected);

    expected.put("State", "Active");
    assertThat(sent(200, "GET", ALL + "/" + id, "")).isEqualTo(expected);
    assertThat(sent(200, "GET", ALL, "").path("Results")).containsExactly(expected);

    expected.put("Name", "other").putNull("Description").putArray("ClientIds").add("c");
    assertThat(sent(200, "PUT", ALL + "/" + id, "{'Name':'other','ClientIds':['c']}"))
        .isEqualTo(expected);

    expected.put("State", "Deleting");
    assertThat(sent(202, "DELETE", ALL + "/" + id, "")).isEqualTo(expected);
    assertError(sent(404, "GET", ALL + "/" + id, ""), "omfConnectionId");
  }

  @Test
  void listsAreReplacedAndRightsFollow() throws Exception {
    String id = sent(202, "POST", ALL, NEW).path("Id").asText();
    String list =
        """
        {'RoleTrusteeAccessControlEntries':[
          {'Trustee':{'Type':2,'ObjectId':'CLIENT','TenantId':'TENANT'},'AccessType':0,'AccessRights':27},
          {'Trustee':{'Type':2,'ObjectId':'CLIENT','TenantId':'TENANT'},'AccessType':1,'AccessRights':2},
          {'Trustee':{'Type':3,'ObjectId':'a role','TenantId':null},'AccessType':0,'AccessRights':4},
          {'Trustee':{'Type':1,'ObjectId':'a user','TenantId':'TENANT'},'AccessType':0,'AccessRights':31}
        ]}"""
            .replace("CLIENT", server.client(1).id())
            .replace("TENANT", server.tenant().id());
    for (String place : List.of(ALL + "/" + id + "/accesscontrol", "/accesscontrol" + ALL)) {
      assertThat(sent(200, "PUT", place, list)).isEqualTo(json(list));
      assertThat(sent(200, "GET", place, "")).isEqualTo(json(list));
    }
    // Whoever owns it has every right to it; the administrator is never locked out of a list.
    String one = ALL + "/" + id + "/accessrights";
    assertThat(sent(200, "GET", one, ""))
        .isEqualTo(json("['Read','Write','Delete','ManageAccessControl','Share']"));
    String all = "/accessrights" + ALL;
    assertThat(sent(200, "GET", all, "")).isEqualTo(json("['ManageAccessControl']"));
    for (String place : List.of(one, all)) {
      assertThat(sent(server.client(1), 200, "GET", place, ""))
          .isEqualTo(json("['Read','ManageAccessControl','Share']"));
    }
    assertError(sent(server.client(1), 403, "DELETE", ALL + "/" + id, ""), "AccessRights");
  }

  @Test
  void whatIsAbsentFromAListStandsForNothing() throws Exception {
    String place = "/accesscontrol" + ALL;
    assertThat(sent(200, "PUT", place, "{'RoleTrusteeAccessControlEntries':[{}]}"))
        .isEqualTo(
            json(
                "{'RoleTrusteeAccessControlEntries':"
                    + "[{'Trustee':null,'AccessType':0,'AccessRights':0}]}"));
    for (String none : List.of("{}", "{'RoleTrusteeAccessControlEntries':null}")) {
      assertThat(sent(200, "PUT", place, none))
          .isEqualTo(json("{'RoleTrusteeAccessControlEntries':[]}"));
    }
  }

  @Test
  void anOwnerIsReplaced() throws Exception {
    String place = ALL + "/" + sent(202, "POST", ALL, NEW).path("Id").asText() + "/owner";
    assertThat(sent(200, "GET", place, "")).isEqualTo(owner(server.client(0)));

    JsonNode other = owner(server.client(1));
    assertThat(sent(200, "PUT", place, other.toString())).isEqualTo(other);
    assertThat(sent(200, "GET", place, "")).isEqualTo(other);

    assertError(sent(400, "PUT", place, "{}"), "Type", "ObjectId");
  }

  @Test
  void theAddressHasToNameTheCallersTenantAndOneOfItsNamespaces() throws Exception {
    String tenant = server.tenant().id();
    assertError(sent(404, "/api/v1/tenants/" + tenant + "/namespaces/none"), "namespaceId");
    assertError(sent(403, "/api/v1/tenants/none/namespaces/none"), "tenantId");
  }

  @Test
  void aBodyHasToBeJsonAndToSaySo() throws Exception {
    for (String header :
        List.of(
            "Content-Type",
            "Content-Type: ",
            "Content-Type: nonsense",
            "Content-Type: text/plain",
            "Content-Type: application/xml",
            "Content-Type: text/json",
            "Content-Type: application/json; charset=utf-16",
            "Content-Encoding: gzip")) {
      String[] parts = header.split(": ?", 2);
      JsonNode error =
          RunningServer.JSON.readTree(
              send(server.client(0), "POST", ALL, NEW, headers(parts)).body());
      assertThat(error.path("Error").asText()).as(header).isEqualTo("Unsupported media type");
      assertError(error, parts[0]);
    }
    for (String header :
        List.of(
            "Content-Type: application/json",
            "Content-Type: APPLICATION/Json; charset=UTF-8; x=y",
            "Content-Encoding: Identity")) {
      HttpResponse<String> answer =
          send(server.client(0), "POST", ALL, "{'ClientIds':[]}", headers(header.split(": ")));
      assertThat(answer.statusCode()).as(header).isEqualTo(202);
    }
  }

  @Test
  void whatTheSchemaRejectsIsNamedByItsPlace() throws Exception {
    assertError(sent(400, "POST", ALL, "{}"), "ClientIds");
    assertError(sent(400, "POST", ALL, "[]"), "body");
    // The parser takes the first of these, and fails when it is to become a model.
    for (int count : new int[] {1_000, 1_001}) {
      String digits = "0." + "1".repeat(count);
      assertError(sent(400, "POST", ALL, "{'ClientIds':[],'x':" + digits + "}"), "body");
    }
    assertError(sent(400, "POST", ALL, "{'Name':'n','ClientIds':['a',1]}"), "ClientIds[1]");
  }

  // --------------------------------------------------------------------------------------------

  private JsonNode owner(Client client) throws JsonProcessingException {
    return json(
        "{'Type':2,'ObjectId':'" + client.id() + "','TenantId':'" + server.tenant().id() + "'}");
  }

  private static void assertError(JsonNode body, String... parameters) {
    assertThat(body.path("Parameters").fieldNames()).toIterable().containsExactly(parameters);
  }

  /** The list of connections of a namespace. */
  private JsonNode sent(int status, String namespace) throws Exception {
    return body(status, server.send("GET", server.uri(namespace + ALL), ""));
  }

  private JsonNode sent(int status, String method, String path, String body) throws Exception {
    return sent(server.client(0), status, method, path, body);
  }

  private JsonNode sent(Client client, int status, String method, String path, String body)
      throws Exception {
    return body(status, send(client, method, path, body));
  }

  private static JsonNode body(int status, HttpResponse<String> answer)
      throws JsonProcessingException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return RunningServer.JSON.readTree(answer.body());
  }

  private HttpResponse<String> send(
      Client client, String method, String path, String body, String... headers) throws Exception {
    return server.send(client, method, server.inNamespace(path), quoted(body), headers);
  }

  private static String[] headers(String... parts) {
    return parts[0].equals("Content-Type")
        ? parts.length == 1 ? new String[] {"X-None", ""} : parts
        : new String[] {"Content-Type", "application/json", parts[0], parts[1]};
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return RunningServer.JSON.readTree(quoted(text));
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }
}
