package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Independent;
import java.util.List;
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
 * Bodies are accepted if they match the schema of the contract; otherwise they get 400, and the
 * Parameters of the error name each invalid property and no other.
 */
@ContractSuite
class SchemaValidationTest {
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
  void invalid_new_connection_is_400_and_names_the_property(String body, String property, Api api) {
    assertRejected(api, body, property);
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
  @Independent
  void invalid_update_is_400_and_names_the_property(String body, String property, Api api) {
    String id = api.createActive(Bodies.connection("limits"));
    JsonNode before = api.get(id).expect(200);
    JsonNode error = api.update(id, body).expect(400);
    assertThat(error.path("Parameters").has(property)).as(error.toString()).isTrue();
    assertThat(api.get(id).expect(200)).isEqualTo(before);
  }

  @Test
  void all_invalid_properties_of_new_connection_are_named(Api api) {
    JsonNode error =
        api.create("{\"Name\":" + json("x".repeat(201)) + ",\"Description\":5}").expect(400);
    assertThat(error.path("Parameters").has("Name")).isTrue();
    assertThat(error.path("Parameters").has("Description")).isTrue();
    assertThat(error.path("Parameters").has("ClientIds")).isTrue();
  }

  @Test
  void all_invalid_properties_of_update_list_or_owner_are_named(Api api) {
    String id = api.createActive(Bodies.connection("invalid"));
    JsonNode update =
        api.update(id, "{\"Description\":" + json("x".repeat(1_001)) + "}").expect(400);
    assertNamed(update, "Name");
    assertNamed(update, "Description");
    assertNamed(update, "ClientIds");
    String list = Bodies.accessControlList("{\"AccessType\":2}", "{\"Trustee\":{\"Type\":4}}");
    for (JsonNode error :
        List.of(
            api.updateAccessControlList(id, list).expect(400),
            api.updateCollectionAccessControlList(list).expect(400))) {
      assertNamed(error, "RoleTrusteeAccessControlEntries[0].AccessType");
      assertNamed(error, "RoleTrusteeAccessControlEntries[1].Trustee.Type");
    }
    JsonNode owner = api.updateOwner(id, "{\"Type\":4,\"ObjectId\":5}").expect(400);
    assertNamed(owner, "Type");
    assertNamed(owner, "ObjectId");
  }

  @Test
  void valid_properties_are_not_named(Api api) {
    String id = api.createActive(Bodies.connection("valid"));
    String wrongName = "{\"Name\":5,\"Description\":\"valid\",\"ClientIds\":[]}";
    String wrongDescription = "{\"Name\":\"valid\",\"Description\":5,\"ClientIds\":[]}";
    assertOnlyNamed(api.create(wrongName).expect(400), "Name");
    assertOnlyNamed(api.create(wrongDescription).expect(400), "Description");
    assertOnlyNamed(api.update(id, wrongName).expect(400), "Name");
    assertOnlyNamed(api.update(id, wrongDescription).expect(400), "Description");
    assertOnlyNamed(
        api.updateOwner(id, Bodies.trustee(4, "valid", api.tenant())).expect(400), "Type");
    String list = Bodies.accessControlList("{}", "{\"AccessType\":2,\"AccessRights\":1}");
    String property = "RoleTrusteeAccessControlEntries[1].AccessType";
    assertOnlyNamed(api.updateAccessControlList(id, list).expect(400), property);
    assertOnlyNamed(api.updateCollectionAccessControlList(list).expect(400), property);
  }

  private static void assertOnlyNamed(JsonNode error, String property) {
    assertThat(error.path("Parameters").fieldNames()).toIterable().containsExactly(property);
  }

  static Stream<Arguments> textsAroundLimits() {
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
  @MethodSource("textsAroundLimits")
  void length_limits_count_code_points(
      String property, String character, int length, boolean accepted, Api api) {
    String text = character.repeat(length);
    String body = "{\"ClientIds\":[]," + json(property) + ":" + json(text) + "}";
    if (accepted) {
      String id = api.create(body).expect(202).path("Id").asText();
      assertThat(api.get(id).expect(200).path(property).asText()).isEqualTo(text);
    } else {
      assertRejected(api, body, property);
    }
    String update =
        property.equals("Name") ? body : body.replaceFirst("\\{", "{\"Name\":\"updated\",");
    String other = api.createNamed("limits");
    JsonNode response = api.update(other, update).expect(accepted ? 200 : 400);
    assertThat(response.path(property).asText().equals(text)).isEqualTo(accepted);
  }

  @Test
  void connection_may_have_10000_clients_but_not_10001(Api api) {
    List<String> clients =
        IntStream.range(0, 10_000).mapToObj(i -> i + "-" + UUID.randomUUID()).toList();
    String id = api.createActive(Bodies.connection("many", null, clients));
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("ClientIds")).hasSize(10_000);
    // The order must be preserved as well.
    assertThat(connection.path("ClientIds").toString()).isEqualTo(json(clients));

    List<String> tooMany = Stream.concat(clients.stream(), Stream.of("one more")).toList();
    JsonNode error = api.update(id, Bodies.connection("many", null, tooMany)).expect(400);
    assertThat(error.path("Parameters").has("ClientIds")).isTrue();
    List<String> others =
        IntStream.range(0, 10_001).mapToObj(i -> i + "-" + UUID.randomUUID()).toList();
    assertRejected(api, Bodies.connection("many", null, others), "ClientIds");
  }

  @Test
  @Independent
  void unknown_and_read_only_properties_are_ignored(Api api) {
    String id =
        api.createActive(
            "{\"ClientIds\":[],\"Name\":\"x\",\"Id\":\"mine\",\"State\":\"Deleted\","
                + "\"CreatedDate\":5,\"name\":\"y\",\"more\":{\"deep\":[null,1e99]}}");
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("Id").asText()).isEqualTo(id).isNotEqualTo("mine");
    assertThat(connection.path("Name").asText()).isEqualTo("x");
    assertThat(connection.path("State").asText()).isEqualTo("Active");
  }

  // ---------------------------------------------------------------------- Access control lists

  @TestFactory
  Stream<DynamicTest> invalid_access_control_list_is_400_and_names_the_property(Api api) {
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
              String property = (String) row.get()[1];
              return Stream.of(
                  DynamicTest.dynamicTest(
                      "connection: " + body,
                      () ->
                          assertNamed(api.updateAccessControlList(id, body).expect(400), property)),
                  DynamicTest.dynamicTest(
                      "collection: " + body,
                      () ->
                          assertNamed(
                              api.updateCollectionAccessControlList(body).expect(400), property)));
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
  void valid_access_control_list_is_accepted(String body, Api api) {
    String id = api.createNamed("lists");
    JsonNode list = api.updateAccessControlList(id, body).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    JsonNode collection = api.updateCollectionAccessControlList(body).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(collection);
  }

  private static void assertRejected(Api api, String body, String property) {
    List<String> before = api.identifiers();
    assertNamed(api.create(body).expect(400), property);
    // Connections of earlier tests may have disappeared meanwhile, but there must be no new one.
    assertThat(before).containsAll(api.identifiers());
  }

  private static void assertNamed(JsonNode error, String property) {
    assertThat(error.path("Parameters").has(property)).as(error.toString()).isTrue();
  }
}
