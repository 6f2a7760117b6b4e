package io.omfconnections.contract.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.StrictJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer','format':'int64'}|9223372036854775807|true",
        "{'type':'integer','format':'int64'}|-9223372036854775808|true",
        "{'type':'integer','format':'int64'}|9223372036854775808|false",
        "{'type':'integer','format':'int64'}|-9223372036854775809|false",
        "{'type':'integer','format':'int64'}|1.0|false",
        "{'type':'integer','format':'int64'}|1e0|false",
        "{'type':'integer','format':'int64'}|-0|true",
        "{'type':'integer','format':'int32'}|2147483647|true",
        "{'type':'integer','format':'int32'}|2147483648|false",
        "{'type':'integer','minimum':0,'maximum':31}|31|true",
        "{'type':'integer','minimum':0,'maximum':31}|32|false",
        "{'type':'integer','minimum':0,'maximum':31}|-1|false",
        "{'type':'integer','enum':[1,2]}|2|true",
        "{'type':'integer','enum':[1,2]}|'2'|false",
        "{'type':'integer','enum':[1,2]}|true|false",
        "{'type':'string','format':'date-time'}|'2021-03-18T23:57:44.6109361Z'|true",
        "{'type':'string','format':'date-time'}|'2021-03-18T23:57:44.610936112345678Z'|true",
        "{'type':'string','format':'date-time'}|'2021-03-18T23:57:44+01:00'|true",
        "{'type':'string','format':'date-time'}|'2020-02-29T00:00:00Z'|true",
        "{'type':'string','format':'date-time'}|'2021-02-29T00:00:00Z'|false",
        "{'type':'string','format':'date-time'}|'2021-03-18 23:57:44Z'|false",
        "{'type':'string','format':'date-time'}|'2021-03-18T23:57:44'|false",
        "{'type':'string','format':'date-time'}|'2021-03-18T23:57Z'|false",
        "{'type':'string','format':'date-time'}|'2021-03-18T24:00:00Z'|false",
        "{'type':'string','format':'date-time'}|'2021-03-18'|false",
        "{'type':'string','format':'uuid'}|'8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90'|true",
        "{'type':'string','format':'uuid'}|'8f0e2d7a6c1b4e559b7c2f4d3a1e6c90'|false",
        "{'type':'string','maxLength':2}|'\\uD83D\\uDE00\\uD83D\\uDE00'|true",
        "{'type':'string','maxLength':2}|'\\uD83D\\uDE00\\uD83D\\uDE00.'|false",
        "{'type':'string','nullable':true}|null|true",
        "{'type':'string'}|null|false",
        "{'type':'string','nullable':true,'enum':['a',null]}|null|true",
        "{'type':'string','nullable':true,'enum':['a',null]}|'b'|false",
        "{'type':'array','maxItems':1,'items':{'type':'string'}}|['a','b']|false",
        "{'type':'array','items':{'type':'string'}}|['a',null]|false",
        "{'type':'object','required':['a']}|{'a':null}|true",
        "{'type':'object','required':['a']}|{}|false",
        "{'type':'object','additionalProperties':{'type':'string'}}|{'a':1}|false",
      })
  void value_is_validated(String schema, String value, boolean valid) throws Exception {
    ObjectNode document = new JsonMapper().createObjectNode();
    document.set("it", new JsonMapper().readTree(schema.replace('\'', '"')));
    assertThat(
            new Schemas(document)
                .validate("#/it", StrictJson.read(Body.of(value.replace('\'', '"')))))
        .matches(faults -> faults.isEmpty() == valid);
  }

  @ParameterizedTest
  @CsvSource({
    "OmfConnection/properties/CreatedDate",
    "AccessControlEntry/properties/Trustee",
    "ErrorResponseBody",
  })
  void fault_names_its_pointer_in_the_contract(String schema) {
    Contract contract = Contract.load();
    String pointer = "#/components/schemas/" + schema;
    assertThat(
            new Schemas(contract.document())
                .validate(pointer, new JsonMapper().getNodeFactory().numberNode(7)))
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(contract.at(fault.pointer())).isNotNull());
  }
}
