package io.omfconnections.contract.bodies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.model.Contract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares verdicts with expectations from the contract and RFC 8259. */
class BodyVerdictsTest {
  private static final BodyVerdicts VERDICTS = new BodyVerdicts(Contract.load(), "tenant");

  private static boolean valid(String operationId, String body) {
    return VERDICTS.of(operationId, Body.of(body)).valid();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "createOmfConnection|{'ClientIds':[]}|true",
        "createOmfConnection|{}|false",
        "createOmfConnection|{'ClientIds':null}|false",
        "createOmfConnection|{'ClientIds':[null]}|false",
        "createOmfConnection|{'ClientIds':['a','b'],'Name':null,'Description':null}|true",
        "createOmfConnection|{'ClientIds':[],'Name':5}|false",
        "createOmfConnection|{'ClientIds':[],'name':5}|true",
        "createOmfConnection|[]|false",
        "updateOmfConnection|{'ClientIds':[]}|false",
        "updateOmfConnection|{'ClientIds':[],'Name':null}|false",
        "updateOmfConnection|{'ClientIds':[],'Name':''}|true",
        "updateOmfConnectionAccessControlList|{}|true",
        "updateOmfConnectionAccessControlList|{'RoleTrusteeAccessControlEntries':null}|true",
        "updateOmfConnectionAccessControlList|{'RoleTrusteeAccessControlEntries':[null]}|false",
        "updateOmfConnectionOwner|{'Type':1,'ObjectId':'x'}|true",
        "updateOmfConnectionOwner|{'Type':2,'ObjectId':'x','TenantId':'tenant'}|true",
        "updateOmfConnectionOwner|{'Type':2,'ObjectId':'x','TenantId':null}|true",
      })
  void body_is_valid_exactly_if_schema_accepts_it(String operation, String body, boolean valid) {
    assertThat(valid(operation, body.replace('\'', '"'))).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "0,true",
    "31,true",
    "-0,true",
    "-1,false",
    "32,false",
    "1.0,false",
    "1e0,false",
    "1E1,false",
    "'\"1\"',false",
    "true,false",
    "null,false",
    "9223372036854775808,false",
    "18446744073709551617,false",
    "1e400,false",
    "1e99999999999999,false",
    "01,false",
    "NaN,false",
  })
  void number_with_fraction_or_exponent_is_not_an_integer(String number, boolean valid) {
    String body = "{\"RoleTrusteeAccessControlEntries\":[{\"AccessRights\":" + number + "}]}";
    assertThat(valid("updateOmfConnectionsAccessControlList", body)).isEqualTo(valid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u20ac", "\uD83D\uDE00", "\\ud83d\\ude00", "\\u0000"})
  void string_length_counts_code_points(String character) {
    String body = "{\"ClientIds\":[],\"Name\":\"%s\"}";
    assertThat(valid("createOmfConnection", body.formatted(character.repeat(200)))).isTrue();
    assertThat(valid("createOmfConnection", body.formatted(character.repeat(201)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{\"ClientIds\":[]",
        "{\"ClientIds\":[]}}",
        "{\"ClientIds\":[]} 1",
        "{\"ClientIds\":[],}",
        "{'ClientIds':[]}",
        "{ClientIds:[]}",
        "{\"ClientIds\":[]/**/}",
        "{\"ClientIds\":[],\"ClientIds\":[]}",
        "{\"ClientIds\":[],\"\\u0043lientIds\":[]}",
        "{\"ClientIds\":[],\"x\":{\"y\":1,\"y\":1}}",
        "{\"ClientIds\":[],\"x\":\"\\ud800\"}",
        "{\"ClientIds\":[],\"\\ud800\":1}",
        "{\"ClientIds\":[],\"x\":\"\t\"}",
        "\uFEFF{\"ClientIds\":[]}",
        "{\"ClientIds\":[],\"x\":01}",
        "{\"ClientIds\":[],\"x\":1.}",
        "{\"ClientIds\":[],\"x\":True}",
        "{\"ClientIds\":[],\"x\":\"\\'\"}",
        "{\u00a0\"ClientIds\":[]}",
        "{\"ClientIds\":[],\"x\":\"\\\n\"}",
        "{\"ClientIds\":[];\"x\":1}",
        "{\"ClientIds\"=[]}",
        "{\"ClientIds\":[,]}",
        "{\"ClientIds\":[]}\u0000",
        "{\"ClientIds\":[],\"x\":Infinity}",
      })
  void body_that_is_not_strict_json_is_rejected(String body) {
    assertThat(valid("createOmfConnection", body)).isFalse();
  }

  @Test
  void malformed_utf_8_is_rejected() {
    for (int[] malformed :
        new int[][] {{0xc0, 0xaf}, {0xe2, 0x82}, {0x80}, {0xed, 0xa0, 0x80}, {0xff}}) {
      byte[] body = "{\"ClientIds\":[],\"x\":\"....\"}".getBytes(UTF_8);
      assertThat(VERDICTS.of("createOmfConnection", Body.of(body)).valid()).isTrue();
      for (int i = 0; i < malformed.length; i++) {
        body[21 + i] = (byte) malformed[i];
      }
      assertThat(VERDICTS.of("createOmfConnection", Body.of(body)).valid()).isFalse();
    }
  }

  @Test
  void violation_of_rule_in_prose_is_rejected_for_that_rule() {
    assertRejected(
        ProseRule.REPEATED_CLIENT_ID, "createOmfConnection", "{\"ClientIds\":[\"a\",\"b\",\"a\"]}");
    for (String trustee :
        new String[] {
          "{}",
          "{\"Type\":1}",
          "{\"Type\":3,\"ObjectId\":\"x\"}",
          "{\"Type\":1,\"ObjectId\":null}",
          "{\"Type\":1,\"ObjectId\":\"\"}",
          "{\"Type\":1,\"ObjectId\":\"x\",\"TenantId\":\"other\"}"
        }) {
      assertRejected(ProseRule.OWNER, "updateOmfConnectionOwner", trustee);
    }
    String list = "updateOmfConnectionAccessControlList";
    assertThat(valid(list, "{\"x\":" + "[".repeat(999) + "]".repeat(999) + "}")).isTrue();
    assertRejected(ProseRule.DEPTH, list, "{\"x\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}");
    assertThat(valid(list, "{\"x\":" + "1".repeat(1_000) + "}")).isTrue();
    assertRejected(ProseRule.DIGITS, list, "{\"x\":" + "1".repeat(1_001) + "}");
    assertThat(valid(list, "{\"" + "x".repeat(50_000) + "\":1}")).isTrue();
    assertRejected(ProseRule.NAME_LENGTH, list, "{\"" + "x".repeat(50_001) + "\":1}");
  }

  private static void assertRejected(ProseRule rule, String operationId, String body) {
    Verdict verdict = VERDICTS.of(operationId, Body.of(body));
    assertThat(verdict.valid()).isFalse();
    assertThat(verdict.rule()).isEqualTo(rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pattern", "multipleOf", "not", "oneOf", "readOnly", "misspelt"})
  void unsupported_schema_keyword_is_an_error(String keyword) {
    JsonNode document = Contract.load().document();
    ((ObjectNode) document.at("/components/schemas/Trustee/properties/ObjectId")).put(keyword, "x");
    assertThatThrownBy(() -> new BodyVerdicts(Contract.of(document), "tenant"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(keyword);
  }
}
