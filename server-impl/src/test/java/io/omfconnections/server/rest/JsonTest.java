package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import io.omfconnections.generated.model.AccessControlEntry;
import io.omfconnections.generated.model.AccessControlList;
import io.omfconnections.generated.model.AccessType;
import io.omfconnections.generated.model.CommonAccessRights;
import io.omfconnections.generated.model.ErrorResponseBody;
import io.omfconnections.generated.model.OmfConnection;
import io.omfconnections.generated.model.OmfConnectionCreate;
import io.omfconnections.generated.model.OmfConnectionState;
import io.omfconnections.generated.model.OmfConnections;
import io.omfconnections.generated.model.Trustee;
import io.omfconnections.generated.model.TrusteeType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how bodies are parsed and models are serialized. Long because each kind of value and each
 * mistake in a body is an example.
 */
class JsonTest {
  private static final Contract CONTRACT = Contract.load();

  private final ObjectMapper mapper = Json.mapper(CONTRACT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "0",
        "\"text\"",
        " \t\r\n{} \t\r\n",
        "{\"a\":{\"b\":1},\"b\":{\"b\":2}}",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\uD83D\uDE00\"",
        "\"\\\\ud800\"",
        "1e308"
      })
  void valid_json_is_parsed(String text) throws JsonProcessingException {
    assertThat(parse(text.getBytes(UTF_8))).isEqualTo(new ObjectMapper().readTree(text));
  }

  static final List<String> REJECTED_BODIES =
      List.of(
          "",
          " \r\n\t",
          "{",
          "{\"a\":1",
          "{\"a\"",
          "\"text",
          "[1,]",
          "{\"a\":1,}",
          "{a:1}",
          "{'a':1}",
          "{\"a\":1}{}",
          "{\"a\":1} x",
          "null null",
          "{},",
          "// comment\n{}",
          "{} /* comment */",
          "NaN",
          "Infinity",
          "+1",
          "01",
          "1.",
          ".5",
          "0x1",
          "tru",
          "True",
          "\"\u0001\"",
          "\"line\nbreak\"",
          "\"\\x\"",
          "\"\\u12\"",
          "{\"a\":1,\"a\":1}",
          "{\"a\":1,\"\\u0061\":2}",
          "{\"x\":[{\"a\":1,\"a\":1}]}",
          "\"\\ud800\"",
          "\"\\udc00\"",
          "\"\\ude00\\ud83d\"",
          "[\"a\\ud83d\"]",
          "{\"a\":{\"b\":[\"\\ud83dx\"]}}",
          "\uFEFF{}",
          "\u00A0{}",
          "[".repeat(2_000) + "]".repeat(2_000),
          "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000),
          "1".repeat(1_001),
          "0." + "1".repeat(1_000),
          "1e" + "0".repeat(999) + "1");

  @ParameterizedTest
  @FieldSource("REJECTED_BODIES")
  void malformed_body_is_rejected(String text) {
    assertMalformed(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void encodings_other_than_utf_8_are_rejected(Charset encoding) {
    assertMalformed("{\"Name\":\"ö\"}".getBytes(encoding));
    assertMalformed("{}".getBytes(encoding));
  }

  @Test
  void invalid_utf_8_is_rejected() {
    assertThat(malformed("\"ö\"".getBytes(StandardCharsets.ISO_8859_1))).contains("UTF-8");
    assertMalformed(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}); // overlong encoding of U+0000
    assertMalformed(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}); // U+D800
    assertMalformed(new byte[] {'"', (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'});
    assertMalformed(new byte[] {'"', (byte) 0xE2, (byte) 0x82, '"'});
  }

  @Test
  void error_says_position_and_cause() {
    assertThat(malformed("{\n  \"a\": tru\n}".getBytes(UTF_8))).contains("line 2");
    assertThat(malformed("{\"x\":1,\n\"x\":2}".getBytes(UTF_8)))
        .contains("the duplicate property 'x' at line 2");
    assertThat(malformed(new byte[0])).contains("empty");
    assertThat(malformed("\"\\ud800\"".getBytes(UTF_8))).contains("surrogate");
    assertThat(malformed("{\"x\":[{\"\\udc00\":1}]}".getBytes(UTF_8))).contains("line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u20ac", "\uD83D\uDE00"})
  void property_name_is_limited_to_fifty_thousand_code_points(String character) {
    String body = "{\"%s\":1}";
    assertThat(parse(body.formatted(character.repeat(50_000)).getBytes(UTF_8))).hasSize(1);
    assertThat(malformed(body.formatted(character.repeat(50_001)).getBytes(UTF_8)))
        .contains("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999999999", "-1e999999999", "1e400", "1e-999999999", "9223372036854775808"})
  void number_of_any_magnitude_is_validated(String number) {
    Schema schema =
        Objects.requireNonNull(
            TestRequests.operation(CONTRACT, "updateOmfConnectionAccessControlList").body());
    JsonNode body =
        parse(
            ("{\"RoleTrusteeAccessControlEntries\":[{\"AccessRights\":" + number + "}]}")
                .getBytes(UTF_8));

    assertThat(body.at("/RoleTrusteeAccessControlEntries/0/AccessRights").isNumber()).isTrue();
    assertThat(schema.validate(body).isEmpty()).isFalse();
  }

  @Test
  void valid_access_control_list_is_deserialized() throws JsonProcessingException {
    String json =
        """
        {"RoleTrusteeAccessControlEntries": [{
          "Trustee": {"Type": 3, "ObjectId": "o"}, "AccessType": 1, "AccessRights": 3}]}
        """;
    Schema schema =
        Objects.requireNonNull(
            TestRequests.operation(CONTRACT, "updateOmfConnectionAccessControlList").body());
    assertThat(schema.validate(parse(json.getBytes(UTF_8)))).isEmpty();

    AccessControlEntry entry =
        mapper.readValue(json, AccessControlList.class).getRoleTrusteeAccessControlEntries().get(0);

    assertThat(entry.getTrustee().getType()).isEqualTo(TrusteeType.Role);
    assertThat(entry.getAccessType()).isEqualTo(AccessType.Denied);
    assertThat(entry.getAccessRights()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "2021-03-18T23:57:44.6109361Z, 2021-03-18T23:57:44.6109361Z",
    "2021-03-18T23:57:44Z, 2021-03-18T23:57:44.0000000Z",
    "2021-03-18T23:57:44.1Z, 2021-03-18T23:57:44.1000000Z",
    "2021-03-18T23:57:44.123456789Z, 2021-03-18T23:57:44.1234567Z",
    "2021-03-19T01:57:44.5+02:00, 2021-03-18T23:57:44.5000000Z",
    "0999-01-02T03:04:05.0000001Z, 0999-01-02T03:04:05.0000001Z",
    "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.9999999Z"
  })
  void date_time_is_utc_with_seven_fractional_digits(OffsetDateTime date, String written)
      throws JsonProcessingException {
    assertThat(tree(new OmfConnection().createdDate(date)).path("CreatedDate").asText())
        .isEqualTo(written);
  }

  @Test
  void enumerations_are_serialized_as_in_the_contract() {
    assertThat(
            tree(new AccessControlEntry()
                    .trustee(new Trustee().type(TrusteeType.Role).objectId("o"))
                    .accessType(AccessType.Denied)
                    .accessRights(31L))
                .toString())
        .isEqualTo(
            "{\"Trustee\":{\"Type\":3,\"ObjectId\":\"o\",\"TenantId\":null},"
                + "\"AccessType\":1,\"AccessRights\":31}");
    assertThat(tree(new OmfConnection().state(OmfConnectionState.CREATING)).path("State").asText())
        .isEqualTo("Creating");
    assertThat(tree(List.of(CommonAccessRights.MANAGE_ACCESS_CONTROL)).toString())
        .isEqualTo("[\"ManageAccessControl\"]");
  }

  @Test
  void property_without_value_is_null_if_nullable_and_omitted_otherwise() {
    assertThat(tree(new OmfConnection()).toString())
        .isEqualTo(
            "{\"Id\":null,\"Name\":null,\"State\":null,\"Description\":null,\"ClientIds\":null}");
    assertThat(tree(new AccessControlEntry()).toString()).isEqualTo("{\"Trustee\":null}");
    assertThat(tree(new Trustee()).toString()).isEqualTo("{\"ObjectId\":null,\"TenantId\":null}");
    assertThat(tree(new AccessControlList()).toString())
        .isEqualTo("{\"RoleTrusteeAccessControlEntries\":null}");
    assertThat(tree(new ErrorResponseBody()).size()).isEqualTo(5);
  }

  @Test
  void empty_values_are_not_null() {
    assertThat(tree(new OmfConnection().name("").clientIds(List.of())).toString())
        .contains("\"Name\":\"\"", "\"ClientIds\":[]");
    assertThat(tree(new AccessControlList().roleTrusteeAccessControlEntries(List.of())).toString())
        .isEqualTo("{\"RoleTrusteeAccessControlEntries\":[]}");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void streamed_list_is_serialized_completely(int count) {
    List<String> names = List.of("a", "b", "c").subList(0, count);
    OmfConnections connections =
        new OmfConnections()
            .results(new StreamedList<>(names, name -> new OmfConnection().name(name)));

    assertThat(tree(connections).path("Results"))
        .extracting(connection -> connection.path("Name").asText())
        .isEqualTo(names);
  }

  @Test
  void unknown_properties_are_ignored() throws JsonProcessingException {
    OmfConnectionCreate create =
        mapper.readValue(
            "{\"Id\":\"i\",\"State\":\"Active\",\"name\":\"no\",\"Name\":\"yes\",\"ClientIds\":[]}",
            OmfConnectionCreate.class);

    assertThat(create.getName()).isEqualTo("yes");
    assertThat(create.getClientIds()).isEmpty();
    assertThat(create.getDescription()).isNull();
  }

  private JsonNode tree(Object model) {
    try {
      return new ObjectMapper().readTree(mapper.writeValueAsBytes(model));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tokens_are_limited_and_counted_while_parsing() {
    String within = "[" + "{},".repeat(99_998) + "0]";
    int[] reserved = new int[1];
    Json.parse(new ByteArrayInputStream(within.getBytes(UTF_8)), tokens -> reserved[0] += tokens);
    assertThat(reserved[0]).isBetween(199_999, 201_000);

    assertThat(malformed(within.replace("0]", "{},{}]").getBytes(UTF_8))).contains("200000");
  }

  /** Names of a body can have megabytes together, and each body can have others. */
  @Test
  void property_names_are_not_kept_after_the_body() {
    WeakReference<String> name =
        new WeakReference<>(parse("{\"unusual\":1}".getBytes(UTF_8)).fieldNames().next());

    await()
        .until(
            () -> {
              System.gc();
              return name.refersTo(null);
            });
  }

  @Test
  void any_number_of_property_names_can_have_the_same_hash() {
    StringBuilder body = new StringBuilder("{\"a\":0");
    for (int i = 0; i < 1_024; i++) {
      // With the factor 33 of the parser's hash, "ab" and "bA" have the same one.
      String bits = Integer.toBinaryString(1_024 + i).replace("0", "ab").replace("1", "bA");
      body.append(",\"").append(bits).append("\":").append(i);
    }

    assertThat(parse(body.append('}').toString().getBytes(UTF_8))).hasSize(1_025);
  }

  private static JsonNode parse(byte[] body) {
    return Json.parse(new ByteArrayInputStream(body), tokens -> {});
  }

  private static void assertMalformed(byte[] body) {
    assertThat(malformed(body)).isNotBlank();
  }

  private static String malformed(byte[] body) {
    ApiException error = catchThrowableOfType(ApiException.class, () -> parse(body));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.BODY_MALFORMED);
    assertThat(error.reason()).startsWith("The body ").endsWith(".");
    assertThat(error.parameters()).containsOnlyKeys("body");
    return Map.copyOf(error.parameters()).toString();
  }
}
