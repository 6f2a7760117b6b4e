package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A body is accepted exactly when the contract's schema accepts it; if not, what is wrong is named.
 */
@ContractSuite
class SchemaLimitsTest {
  private static final String SMILE = "\uD83D\uDE00";

  // ------------------------------------------------------------------------------ Connections

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|ClientIds",
        "{\"Name\":\"x\"}|ClientIds",
        "{\"clientids\":[]}|ClientIds",
        "{\"ClientIds\":null}|ClientIds",
        "{\"ClientIds\":\"a\"}|ClientIds",
        "{\"ClientIds\":{}}|ClientIds",
        "{\"ClientIds\":{\"0\":\"a\"}}|ClientIds",
        "{\"ClientIds\":[null]}|ClientIds[0]",
        "{\"ClientIds\":[\"a\",5]}|ClientIds[1]",
        "{\"ClientIds\":[true]}|ClientIds[0]",
        "{\"ClientIds\":[[\"a\"]]}|ClientIds[0]",
        "{\"ClientIds\":[],\"Name\":5}|Name",
        "{\"ClientIds\":[],\"Name\":true}|Name",
        "{\"ClientIds\":[],\"Name\":[]}|Name",
        "{\"ClientIds\":[],\"Name\":{}}|Name",
        "{\"ClientIds\":[],\"Description\":1.5}|Description",
        "{\"ClientIds\":[],\"Description\":[\"x\"]}|Description",
      })
  void a_connection_that_breaks_its_schema_is_refused(String body, String named, Api api) {
    refused(api, body, named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ClientIds\":[]}|Name",
        "{\"Name\":null,\"ClientIds\":[]}|Name",
        "{\"Name\":\"x\"}|ClientIds",
        "{\"Name\":\"x\",\"ClientIds\":null}|ClientIds",
        "{\"Name\":\"x\",\"Description\":7,\"ClientIds\":[]}|Description",
      })
  void an_update_that_breaks_its_schema_is_refused(String body, String named, Api api) {
    String id = api.createActive(Bodies.connection("limits"));
    JsonNode before = api.get(id).expect(200);
    JsonNode error = api.update(id, body).expect(400);
    assertThat(error.path("Parameters").has(named)).as(error.toString()).isTrue();
    assertThat(api.get(id).expect(200)).isEqualTo(before);
  }

  @Test
  void each_fault_of_a_body_is_named(Api api) {
    JsonNode error =
        api.create("{\"Name\":" + json("x".repeat(201)) + ",\"Description\":5}").expect(400);
    assertThat(error.path("Parameters").has("Name")).isTrue();
    assertThat(error.path("Parameters").has("Description")).isTrue();
    assertThat(error.path("Parameters").has("ClientIds")).isTrue();
  }

  @Test
  void each_fault_of_a_list_an_owner_or_an_update_is_named(Api api) {
    String id = api.createActive(Bodies.connection("faults"));
    JsonNode update =
        api.update(id, "{\"Description\":" + json("x".repeat(1_001)) + "}").expect(400);
    named(update, "Name");
    named(update, "Description");
    named(update, "ClientIds");
    String list = Bodies.accessControlList("{\"AccessType\":2}", "{\"Trustee\":{\"Type\":4}}");
    for (JsonNode error :
        List.of(
            api.updateAccessControlList(id, list).expect(400),
            api.updateCollectionAccessControlList(list).expect(400))) {
      named(error, "RoleTrusteeAccessControlEntries[0].AccessType");
      named(error, "RoleTrusteeAccessControlEntries[1].Trustee.Type");
    }
    JsonNode owner = api.updateOwner(id, "{\"Type\":4,\"ObjectId\":5}").expect(400);
    named(owner, "Type");
    named(owner, "ObjectId");
  }

  @Test
  void what_is_right_is_not_named(Api api) {
    String id = api.createActive(Bodies.connection("right"));
    String wrongName = "{\"Name\":5,\"Description\":\"right\",\"ClientIds\":[]}";
    String wrongDescription = "{\"Name\":\"right\",\"Description\":5,\"ClientIds\":[]}";
    onlyNamed(api.create(wrongName).expect(400), "Name");
    onlyNamed(api.create(wrongDescription).expect(400), "Description");
    onlyNamed(api.update(id, wrongName).expect(400), "Name");
    onlyNamed(api.update(id, wrongDescription).expect(400), "Description");
    onlyNamed(api.updateOwner(id, Bodies.trustee(4, "right", api.tenant())).expect(400), "Type");
    String list = Bodies.accessControlList("{}", "{\"AccessType\":2,\"AccessRights\":1}");
    String named = "RoleTrusteeAccessControlEntries[1].AccessType";
    onlyNamed(api.updateAccessControlList(id, list).expect(400), named);
    onlyNamed(api.updateCollectionAccessControlList(list).expect(400), named);
  }

  private static void onlyNamed(JsonNode error, String named) {
    assertThat(error.path("Parameters").fieldNames()).toIterable().containsExactly(named);
  }

  static Stream<Arguments> texts() {
    return Stream.of("x", "\u00fc", "\u20ac", SMILE, "\uD834\uDD1E")
        .flatMap(
            character ->
                Stream.of(
                    Arguments.of("Name", character, 199, true),
                    Arguments.of("Name", character, 200, true),
                    Arguments.of("Name", character, 201, false),
                    Arguments.of("Description", character, 1_000, true),
                    Arguments.of("Description", character, 1_001, false)));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_limit_counts_code_points(
      String member, String character, int length, boolean accepted, Api api) {
    String text = character.repeat(length);
    String body = "{\"ClientIds\":[]," + json(member) + ":" + json(text) + "}";
    if (accepted) {
      String id = api.createActive(body);
      assertThat(api.get(id).expect(200).path(member).asText()).isEqualTo(text);
    } else {
      refused(api, body, member);
    }
    String update =
        member.equals("Name") ? body : body.replaceFirst("\\{", "{\"Name\":\"updated\",");
    String other = api.createNamed("limits");
    JsonNode answer = api.update(other, update).expect(accepted ? 200 : 400);
    assertThat(answer.path(member).asText().equals(text)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u0000",
        "a\u0000b",
        "'; DROP TABLE connections; --",
        "\"quoted\" and \\backslashed\\ and 'quoted'",
        "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
        "e\u0301 is not \u00e9",
        "\u200d\u200b\ufeff",
        "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67",
        "\u0001\u001f\u007f\u0085\u2028",
        " \r\n two\tlines \r and \n three ",
        "%00 %2F ${x} #{x} <b>&amp;</b>",
        "\uffff\ufffe",
        "null",
      })
  void any_text_comes_back_as_it_was(String text, Api api) {
    String client = text + UUID.randomUUID();
    String id = api.createActive(Bodies.connection(text, text, List.of(client)));
    for (JsonNode connection : List.of(api.get(id).expect(200), listed(api, id))) {
      assertThat(connection.path("Name").asText()).isEqualTo(text);
      assertThat(connection.path("Description").asText()).isEqualTo(text);
      assertThat(connection.path("ClientIds").path(0).asText()).isEqualTo(client);
    }
    // The client is really taken, under this very name.
    api.create(Bodies.connectionFor(client)).expect(400);
    // An update does no more to it than a creation.
    String other = api.createActive(Bodies.connection("other"));
    String updatedClient = text + UUID.randomUUID();
    api.update(other, Bodies.connection(text, text, List.of(updatedClient))).expect(200);
    JsonNode updated = api.get(other).expect(200);
    assertThat(updated.path("Name").asText()).isEqualTo(text);
    assertThat(updated.path("Description").asText()).isEqualTo(text);
    assertThat(updated.path("ClientIds").path(0).asText()).isEqualTo(updatedClient);
  }

  @Test
  void clients_that_differ_in_normal_form_or_case_are_different(Api api) {
    String id = UUID.randomUUID().toString();
    api.create(Bodies.connectionFor("\u00e9" + id)).expect(202);
    api.create(Bodies.connectionFor("e\u0301" + id)).expect(202);
    api.create(Bodies.connectionFor("\u00c9" + id)).expect(202);
    api.create(Bodies.connectionFor("\u00e9" + id + " ")).expect(202);
  }

  @Test
  void ten_thousand_clients_are_accepted_and_one_more_is_not(Api api) {
    List<String> clients =
        IntStream.range(0, 10_000).mapToObj(i -> i + "-" + UUID.randomUUID()).toList();
    String id = api.createActive(Bodies.connection("many", null, clients));
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("ClientIds")).hasSize(10_000);
    // In their order, too: nothing says that they may be sorted.
    assertThat(connection.path("ClientIds").toString()).isEqualTo(json(clients));

    List<String> tooMany = Stream.concat(clients.stream(), Stream.of("one more")).toList();
    JsonNode error = api.update(id, Bodies.connection("many", null, tooMany)).expect(400);
    assertThat(error.path("Parameters").has("ClientIds")).isTrue();
    List<String> others =
        IntStream.range(0, 10_001).mapToObj(i -> i + "-" + UUID.randomUUID()).toList();
    refused(api, Bodies.connection("many", null, others), "ClientIds");
  }

  @Test
  void members_that_the_schema_does_not_name_are_ignored(Api api) {
    String id =
        api.createActive(
            "{\"ClientIds\":[],\"Name\":\"x\",\"Id\":\"mine\",\"State\":\"Deleted\","
                + "\"CreatedDate\":5,\"name\":\"y\",\"more\":{\"deep\":[null,1e99]}}");
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("Id").asText()).isEqualTo(id).isNotEqualTo("mine");
    assertThat(connection.path("Name").asText()).isEqualTo("x");
    assertThat(connection.path("State").asText()).isEqualTo("Active");
  }

  @Test
  void what_get_answers_can_be_sent_back(Api api) {
    String id = api.createActive(Bodies.connection("there and back"));
    JsonNode connection = api.get(id).expect(200);
    assertThat(api.update(id, connection.toString()).expect(200)).isEqualTo(connection);
    JsonNode list = api.accessControlList(id).expect(200);
    assertThat(api.updateAccessControlList(id, list.toString()).expect(200)).isEqualTo(list);
    JsonNode owner = api.owner(id).expect(200);
    assertThat(api.updateOwner(id, owner.toString()).expect(200)).isEqualTo(owner);
    JsonNode collection = api.collectionAccessControlList().expect(200);
    assertThat(api.updateCollectionAccessControlList(collection.toString()).expect(200))
        .isEqualTo(collection);
  }

  @Test
  void what_is_absent_is_null_or_empty(Api api) {
    String id = api.createActive("{\"ClientIds\":[]}");
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("Name").isNull() || connection.path("Name").isMissingNode())
        .isTrue();
    assertThat(connection.path("ClientIds")).isEmpty();
  }

  // ---------------------------------------------------------------------- Access control lists

  @TestFactory
  Stream<DynamicTest> a_list_that_breaks_its_schema_is_refused(Api api) {
    String id = api.createNamed("lists");
    String at = "RoleTrusteeAccessControlEntries";
    return Stream.of(
            Arguments.of("{\"X\":5}", at),
            Arguments.of("{\"X\":\"\"}", at),
            Arguments.of("{\"X\":{}}", at),
            Arguments.of("{\"X\":[null]}", at + "[0]"),
            Arguments.of("{\"X\":[{},5]}", at + "[1]"),
            Arguments.of("{\"X\":[{\"Trustee\":5}]}", at + "[0].Trustee"),
            Arguments.of("{\"X\":[{\"Trustee\":[]}]}", at + "[0].Trustee"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":0}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":4}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":\"1\"}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":1.0}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":1e0}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":true}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":\"User\"}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"Type\":null}}]}", at + "[0].Trustee.Type"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"ObjectId\":5}}]}", at + "[0].Trustee.ObjectId"),
            Arguments.of("{\"X\":[{\"Trustee\":{\"TenantId\":5}}]}", at + "[0].Trustee.TenantId"),
            Arguments.of("{\"X\":[{},{\"AccessType\":2}]}", at + "[1].AccessType"),
            Arguments.of("{\"X\":[{\"AccessType\":-1}]}", at + "[0].AccessType"),
            Arguments.of("{\"X\":[{\"AccessType\":\"0\"}]}", at + "[0].AccessType"),
            Arguments.of("{\"X\":[{\"AccessType\":null}]}", at + "[0].AccessType"),
            Arguments.of("{\"X\":[{\"AccessRights\":-1}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":32}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":4294967297}]}", at + "[0].AccessRights"),
            Arguments.of(
                "{\"X\":[{\"AccessRights\":9223372036854775808}]}", at + "[0].AccessRights"),
            Arguments.of(
                "{\"X\":[{\"AccessRights\":18446744073709551617}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":1.0}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":1e0}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":1e400}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":\"1\"}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":[\"Read\"]}]}", at + "[0].AccessRights"),
            Arguments.of("{\"X\":[{\"AccessRights\":null}]}", at + "[0].AccessRights"))
        .flatMap(
            row -> {
              String body = ((String) row.get()[0]).replace("X", at);
              String named = (String) row.get()[1];
              return Stream.of(
                  DynamicTest.dynamicTest(
                      "connection: " + body,
                      () -> named(api.updateAccessControlList(id, body).expect(400), named)),
                  DynamicTest.dynamicTest(
                      "collection: " + body,
                      () -> named(api.updateCollectionAccessControlList(body).expect(400), named)));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"RoleTrusteeAccessControlEntries\":null}",
        "{\"RoleTrusteeAccessControlEntries\":[]}",
        "{\"RoleTrusteeAccessControlEntries\":[{}]}",
        "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":null}]}",
        "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{}}]}",
        "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"ObjectId\":null,\"TenantId\":null}}]}",
        "{\"RoleTrusteeAccessControlEntries\":[{\"AccessRights\":-0}]}",
        "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":1},\"AccessType\":1}]}",
        "{\"Anything\":[{\"Trustee\":5}]}",
      })
  void a_list_that_keeps_to_its_schema_is_accepted(String body, Api api) {
    String id = api.createNamed("lists");
    JsonNode list = api.updateAccessControlList(id, body).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    JsonNode collection = api.updateCollectionAccessControlList(body).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(collection);
  }

  @Test
  void a_long_list_comes_back_in_its_order(Api api) {
    String id = api.createNamed("lists");
    String[] entries =
        IntStream.range(0, 500)
            .mapToObj(i -> Bodies.allowed(Bodies.trustee(1 + i % 3, "t" + i, api.tenant()), i % 32))
            .toArray(String[]::new);
    JsonNode list = api.updateAccessControlList(id, Bodies.accessControlList(entries)).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    for (int i = 0; i < entries.length; i++) {
      JsonNode entry = list.at("/RoleTrusteeAccessControlEntries/" + i);
      assertThat(entry.at("/Trustee/ObjectId").asText()).isEqualTo("t" + i);
      assertThat(entry.at("/Trustee/Type").asInt()).isEqualTo(1 + i % 3);
      assertThat(entry.at("/AccessRights").asInt()).isEqualTo(i % 32);
    }
  }

  @Test
  void a_list_comes_back_with_all_that_it_says(Api api) throws NotJsonException {
    String id = api.createNamed("lists");
    String other = "00000000-0000-4000-8000-000000000000";
    String list =
        Bodies.accessControlList(
            Bodies.denied(Bodies.trustee(3, "e\u0301 is not \u00e9", other), 1),
            Bodies.allowed(Bodies.trustee(2, " " + SMILE + " ", api.tenant()), 3),
            Bodies.denied(Bodies.trustee(1, "MiXed", api.tenant().toUpperCase(Locale.ROOT)), 31));
    api.updateAccessControlList(id, list).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(tree(list));
    api.updateCollectionAccessControlList(list).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(tree(list));
    String self = Bodies.allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self)).expect(200);
    String owner = Bodies.trustee(1, " e\u0301 " + SMILE + " MiXed", api.tenant());
    api.updateOwner(id, owner).expect(200);
    assertThat(api.owner(id).expect(200)).isEqualTo(tree(owner));
  }

  private static JsonNode tree(String json) throws NotJsonException {
    return StrictJson.read(Body.of(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"RoleTrusteeAccessControlEntries\":null}"})
  void a_list_that_is_absent_or_null_takes_every_entry_away(String body, Api api) {
    String id = api.createNamed("lists");
    String entry = Bodies.allowed(Bodies.trustee(3, "some-role", api.tenant()), 1);
    String self = Bodies.allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(entry, self)).expect(200);
    api.updateAccessControlList(id, body).expect(200);
    assertThat(api.accessControlList(id).expect(200).path("RoleTrusteeAccessControlEntries"))
        .isEmpty();
    api.updateCollectionAccessControlList(Bodies.accessControlList(entry, self)).expect(200);
    api.updateCollectionAccessControlList(body).expect(200);
    assertThat(
            api.collectionAccessControlList().expect(200).path("RoleTrusteeAccessControlEntries"))
        .isEmpty();
  }

  private static void refused(Api api, String body, String named) {
    List<String> before = api.identifiers();
    named(api.create(body).expect(400), named);
    // Those of earlier tests may be gone by now; a new one there must not be.
    assertThat(before).containsAll(api.identifiers());
  }

  private static void named(JsonNode error, String named) {
    assertThat(error.path("Parameters").has(named)).as(error.toString()).isTrue();
  }

  private static JsonNode listed(Api api, String id) {
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      if (connection.path("Id").asText().equals(id)) {
        return connection;
      }
    }
    throw new AssertionError("The list lacks " + id);
  }
}
