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
  void everyVersionHasItsPath() {
    assertThat(CONTRACT.basePaths()).containsExactly("/api/v1", "/api/v2-preview");
  }

  @Test
  void thereAreThirteenOperationsUnderTheirDocumentedNames() {
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
  void thoseThatGoOnInTheBackgroundSucceedWith202AndAllOthersWith200() {
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
  void exactlyTheOperationsThatTakeABodyHaveASchemaAndDocument400And415() {
    for (Contract.Operation operation : CONTRACT.operations()) {
      boolean takesBody = Set.of("POST", "PUT").contains(operation.route().method());
      assertThat(operation.body() != null).as(operation.operationId()).isEqualTo(takesBody);
      assertThat(operation.documents(400)).as(operation.operationId()).isEqualTo(takesBody);
      assertThat(operation.documents(415)).as(operation.operationId()).isEqualTo(takesBody);
      assertThat(operation.requestTimeout()).as(operation.operationId()).isNotNull();
    }
  }

  @Test
  void onlyTheOwnerIsGotWithout504() {
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
  void aBodyIsHeldAgainstTheOperationsOwnSchema(String operationId, String json, boolean accepted)
      throws IOException {
    Schema schema = Objects.requireNonNull(Requests.operation(CONTRACT, operationId).body());
    JsonNode body = new JsonMapper().readTree(json.replace('\'', '"'));

    assertThat(schema.validate(body).isEmpty()).isEqualTo(accepted);
  }

  @Test
  void lengthsCountCodePoints() {
    Schema schema =
        Objects.requireNonNull(Requests.operation(CONTRACT, "createOmfConnection").body());
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
  void everyMemberOfEverySchemaMayBeNullWhereTheContractSaysSo() throws IOException {
    Map<String, Set<String>> nullable =
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
    Map<String, Set<String>> found = new TreeMap<>();
    for (Map.Entry<String, JsonNode> schema : document().at("/components/schemas").properties()) {
      for (Map.Entry<String, JsonNode> property :
          schema.getValue().path("properties").properties()) {
        Set<String> ofSchema = found.computeIfAbsent(schema.getKey(), key -> new TreeSet<>());
        if (CONTRACT.isNullable(schema.getKey(), property.getKey())) {
          ofSchema.add(property.getKey());
        }
      }
    }

    assertThat(found).isEqualTo(nullable);
  }

  @Test
  void whatTheContractLacksIsNotNullable() {
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
