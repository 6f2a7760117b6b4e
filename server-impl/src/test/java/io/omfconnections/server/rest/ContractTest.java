package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void each_version_has_a_base_path() {
    assertThat(CONTRACT.basePaths()).containsExactly("/api/v1", "/api/v2-preview");
  }

  @Test
  void contract_has_thirteen_operations_with_documented_names() {
    assertThat(CONTRACT.operations())
        .extracting(Contract.Operation::operationId)
        .containsExactlyInAnyOrder(
            "getOmfConnections",
            "createOmfConnection",
            "getOmfConnection",
            "updateOmfConnection",
            "deleteOmfConnection",
            "getOmfConnectionAccessControlList",
            "updateOmfConnectionAccessControlList",
            "listOmfConnectionAccessRights",
            "getOmfConnectionOwner",
            "updateOmfConnectionOwner",
            "getOmfConnectionsAccessControlList",
            "updateOmfConnectionsAccessControlList",
            "listOmfConnectionsAccessRights");
    assertThat(CONTRACT.operations()).extracting(Contract.Operation::route).doesNotHaveDuplicates();
  }

  @Test
  void create_and_delete_succeed_with_202_and_others_with_200() {
    for (Contract.Operation operation : CONTRACT.operations()) {
      assertThat(operation.successStatus())
          .as(operation.operationId())
          .isEqualTo(
              Set.of("createOmfConnection", "deleteOmfConnection").contains(operation.operationId())
                  ? 202
                  : 200);
    }
  }

  @Test
  void only_operations_with_a_body_have_a_schema_and_document_400_and_415() {
    for (Contract.Operation operation : CONTRACT.operations()) {
      boolean hasBody = Set.of("POST", "PUT").contains(operation.route().method());
      assertThat(operation.body() != null).as(operation.operationId()).isEqualTo(hasBody);
      assertThat(operation.documents(400)).as(operation.operationId()).isEqualTo(hasBody);
      assertThat(operation.documents(415)).as(operation.operationId()).isEqualTo(hasBody);
      assertThat(operation.requestTimeout()).as(operation.operationId()).isNotNull();
    }
  }

  @Test
  void only_get_owner_does_not_document_504() {
    assertThat(CONTRACT.operations())
        .filteredOn(operation -> !operation.documents(504))
        .extracting(Contract.Operation::operationId)
        .containsExactly("getOmfConnectionOwner");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "createOmfConnection | {'ClientIds':[]} | true",
        "createOmfConnection | {'ClientIds':['a'],'Name':null,'More':1} | true",
        "createOmfConnection | {} | false",
        "createOmfConnection | {'ClientIds':null} | false",
        "createOmfConnection | {'ClientIds':[null]} | false",
        "createOmfConnection | {'ClientIds':['a',1]} | false",
        "createOmfConnection | [] | false",
        "createOmfConnection | null | false",
        "updateOmfConnection | {'ClientIds':[],'Name':'n'} | true",
        "updateOmfConnection | {'ClientIds':[]} | false",
        "updateOmfConnection | {'ClientIds':[],'Name':null} | false",
        "updateOmfConnectionOwner | {'Type':2,'ObjectId':'o'} | true",
        "updateOmfConnectionOwner | {'Type':4} | false",
        "updateOmfConnectionOwner | {'Type':'2'} | false",
        "updateOmfConnectionAccessControlList | {} | true",
        "updateOmfConnectionAccessControlList | {'RoleTrusteeAccessControlEntries':null} | true",
        "updateOmfConnectionAccessControlList |"
            + " {'RoleTrusteeAccessControlEntries':[{'Trustee':null,'AccessRights':31}]} | true",
        "updateOmfConnectionAccessControlList |"
            + " {'RoleTrusteeAccessControlEntries':[{'Trustee':{'Type':9}}]} | false",
        "updateOmfConnectionAccessControlList |"
            + " {'RoleTrusteeAccessControlEntries':[{'AccessRights':32}]} | false",
        "updateOmfConnectionsAccessControlList |"
            + " {'RoleTrusteeAccessControlEntries':[{'AccessType':2}]} | false"
      })
  void body_is_validated_against_schema_of_its_operation(
      String operationId, String json, boolean accepted) throws IOException {
    Schema schema = Objects.requireNonNull(TestRequests.operation(CONTRACT, operationId).body());
    JsonNode body = new JsonMapper().readTree(json.replace('\'', '"'));

    assertThat(schema.validate(body).isEmpty()).isEqualTo(accepted);
  }

  @Test
  void maximum_length_counts_code_points() {
    Schema schema =
        Objects.requireNonNull(TestRequests.operation(CONTRACT, "createOmfConnection").body());
    JsonMapper mapper = new JsonMapper();
    for (int length : new int[] {200, 201}) {
      JsonNode body =
          mapper
              .createObjectNode()
              .put("Name", "\uD83D\uDE00".repeat(length))
              .set("ClientIds", mapper.createArrayNode());
      assertThat(schema.validate(body).isEmpty()).isEqualTo(length == 200);
    }
  }

  @Test
  void nullable_properties_are_those_of_the_contract() throws IOException {
    Map<String, Set<String>> expected =
        Map.of(
            "OmfConnections", Set.of("Results"),
            "OmfConnection", Set.of("Id", "Name", "State", "Description", "ClientIds"),
            "OmfConnectionCreate", Set.of("Name", "Description"),
            "OmfConnectionUpdate", Set.of("Description"),
            "AccessControlList", Set.of("RoleTrusteeAccessControlEntries"),
            "AccessControlEntry", Set.of("Trustee"),
            "Trustee", Set.of("ObjectId", "TenantId"),
            "ErrorResponseBody",
                Set.of("OperationId", "Error", "Reason", "Resolution", "Parameters"));
    Map<String, Set<String>> actual = new TreeMap<>();
    for (Map.Entry<String, JsonNode> schema : document().at("/components/schemas").properties()) {
      for (Map.Entry<String, JsonNode> property :
          schema.getValue().path("properties").properties()) {
        Set<String> ofSchema = actual.computeIfAbsent(schema.getKey(), key -> new TreeSet<>());
        if (CONTRACT.isNullable(schema.getKey(), property.getKey())) {
          ofSchema.add(property.getKey());
        }
      }
    }

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void unknown_property_is_not_nullable() {
    assertThat(CONTRACT.isNullable("OmfConnection", "name")).isFalse();
    assertThat(CONTRACT.isNullable("NoSuchSchema", "Name")).isFalse();
  }

  private static JsonNode document() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ContractTest.class.getResourceAsStream(
                "/io/omfconnections/openapi/omf-connections.yaml"))) {
      return new YAMLMapper().readTree(in);
    }
  }
}
