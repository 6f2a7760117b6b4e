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
import io.omfconnections.contract.harness.Independent;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are stored and returned exactly as they were sent. */
@ContractSuite
class RoundTripTest {
  private static final String SMILE = "\uD83D\uDE00";

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
  @Independent
  void any_text_is_returned_unchanged(String text, Api api) {
    String client = text + UUID.randomUUID();
    String id = api.createActive(Bodies.connection(text, text, List.of(client)));
    for (JsonNode connection : List.of(api.get(id).expect(200), listed(api, id))) {
      assertThat(connection.path("Name").asText()).isEqualTo(text);
      assertThat(connection.path("Description").asText()).isEqualTo(text);
      assertThat(connection.path("ClientIds").path(0).asText()).isEqualTo(client);
    }
    // The connection owns the client under exactly this ID.
    api.create(Bodies.connectionFor(client)).expect(400);
    // An update does not change the text either.
    String other = api.createActive(Bodies.connection("other"));
    String updatedClient = text + UUID.randomUUID();
    api.update(other, Bodies.connection(text, text, List.of(updatedClient))).expect(200);
    JsonNode updated = api.get(other).expect(200);
    assertThat(updated.path("Name").asText()).isEqualTo(text);
    assertThat(updated.path("Description").asText()).isEqualTo(text);
    assertThat(updated.path("ClientIds").path(0).asText()).isEqualTo(updatedClient);
  }

  @Test
  @Independent
  void clients_differing_in_case_or_unicode_normalization_are_distinct(Api api) {
    String id = UUID.randomUUID().toString();
    api.create(Bodies.connectionFor("\u00e9" + id)).expect(202);
    api.create(Bodies.connectionFor("e\u0301" + id)).expect(202);
    api.create(Bodies.connectionFor("\u00c9" + id)).expect(202);
    api.create(Bodies.connectionFor("\u00e9" + id + " ")).expect(202);
  }

  @Test
  void result_of_get_is_accepted_as_update(Api api) {
    String id = api.createActive(Bodies.connection("round trip"));
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
  @Independent
  void absent_name_is_returned_as_null_or_omitted(Api api) {
    String id = api.createActive("{\"ClientIds\":[]}");
    JsonNode connection = api.get(id).expect(200);
    assertThat(connection.path("Name").isNull() || connection.path("Name").isMissingNode())
        .isTrue();
    assertThat(connection.path("ClientIds")).isEmpty();
  }

  @Test
  void long_access_control_list_keeps_its_order(Api api) {
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
  void access_control_list_and_owner_are_returned_unchanged(Api api) throws NotJsonException {
    String id = api.createNamed("lists");
    String other = "00000000-0000-4000-8000-000000000000";
    String list =
        Bodies.accessControlList(
            Bodies.denied(Bodies.trustee(3, "e\u0301 is not \u00e9", other), 1),
            Bodies.allowed(Bodies.trustee(2, " " + SMILE + " ", api.tenant()), 3),
            Bodies.denied(Bodies.trustee(1, "MiXed", api.tenant().toUpperCase(Locale.ROOT)), 31));
    api.updateAccessControlList(id, list).expect(200);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(parse(list));
    api.updateCollectionAccessControlList(list).expect(200);
    assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(parse(list));
    String self = Bodies.allowed(api.caller().trustee(api.tenant()), 31);
    api.updateAccessControlList(id, Bodies.accessControlList(self)).expect(200);
    String owner = Bodies.trustee(1, " e\u0301 " + SMILE + " MiXed", api.tenant());
    api.updateOwner(id, owner).expect(200);
    assertThat(api.owner(id).expect(200)).isEqualTo(parse(owner));
  }

  private static JsonNode parse(String json) throws NotJsonException {
    return StrictJson.read(Body.of(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"RoleTrusteeAccessControlEntries\":null}"})
  void absent_or_null_entries_clear_access_control_list(String body, Api api) {
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

  private static JsonNode listed(Api api, String id) {
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      if (connection.path("Id").asText().equals(id)) {
        return connection;
      }
    }
    throw new AssertionError("The list of connections lacks " + id);
  }
}
