package io.omfconnections.openapi.documents;

import static io.omfconnections.openapi.documents.ContractEdit.move;
import static io.omfconnections.openapi.documents.ContractEdit.remove;
import static io.omfconnections.openapi.documents.ContractEdit.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.openapi.ContractFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the contract agrees with the documents, and that the comparison detects changes.
 *
 * <p>Long because most of it is the table of changes that must be detected.
 */
class DocumentedFactsTest {
  private static final JsonNode CONTRACT = ContractFiles.contract();
  private static final String COLLECTION =
      "/tenants/{tenantId}/namespaces/{namespaceId}/omfConnections";
  private static final String CONNECTION = COLLECTION + "/{omfConnectionId}";
  private static final Set<String> IGNORED =
      Set.of("operationId", "tags", "description", "example", "examples", "x-enum-descriptions");
  private static final String DOCUMENTS_ONLY = "only in the documents: ";
  private static final String CONTRACT_ONLY = "only in the contract: ";

  @Test
  void contract_agrees_with_documents_except_for_errata() {
    Comparison comparison = Comparison.of(CONTRACT);
    assertThat(comparison.differences()).isEmpty();
    System.out.printf(
        "Documented facts: %d; differences explained by errata: %d %s; errata with marked"
            + " additions: %d.%n",
        DocumentedFacts.all().size(),
        comparison.explained().values().stream().mapToInt(Integer::intValue).sum(),
        comparison.explained(),
        MarkedAdditions.removedFrom(CONTRACT).errata().size());
  }

  @Test
  void transcribed_tables_have_as_many_rows_as_the_documents() {
    // Counted in the documents: operations, status codes, properties, values of enumerations.
    assertThat(rowCounts("omf-connections.v2-preview")).containsExactly(5, 44, 18, 0);
    assertThat(rowCounts("omf-connection-access-control-list.v2-preview"))
        .containsExactly(2, 17, 12, 5);
    assertThat(rowCounts("access-control.v1")).containsExactly(8, 68, 12, 5);
  }

  private static List<Integer> rowCounts(String name) {
    JsonNode table = DocumentedFacts.yaml(name);
    return List.of(
        table.path("operations").size(),
        table.path("operations").valueStream().mapToInt(row -> row.path("responses").size()).sum(),
        table.path("objects").valueStream().mapToInt(JsonNode::size).sum(),
        table.path("enumerations").valueStream().mapToInt(JsonNode::size).sum());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments(
            "property removed",
            remove("#OmfConnection/properties/Id"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnection.Id | nullable | true",
                DOCUMENTS_ONLY + "OmfConnection.Id | required | false",
                DOCUMENTS_ONLY + "OmfConnection.Id | type | string")),
        arguments(
            "property added without a mark",
            set("#Trustee/properties/Email", "{type: string}"),
            List.of(
                CONTRACT_ONLY + "Trustee.Email | nullable | false",
                CONTRACT_ONLY + "Trustee.Email | required | false",
                CONTRACT_ONLY + "Trustee.Email | type | string")),
        arguments(
            "property added with a mark",
            set("#Trustee/properties/Email", "{type: string, x-added: E14}"),
            List.of()),
        arguments(
            "property no longer nullable",
            remove("#Trustee/properties/ObjectId/nullable"),
            List.of(
                DOCUMENTS_ONLY + "Trustee.ObjectId | nullable | true",
                CONTRACT_ONLY + "Trustee.ObjectId | nullable | false")),
        arguments(
            "property made nullable",
            set("#OmfConnectionUpdate/properties/Name/nullable", "true"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnectionUpdate.Name | nullable | false",
                CONTRACT_ONLY + "OmfConnectionUpdate.Name | nullable | true")),
        arguments(
            "null removed from a nullable enumeration (E18)",
            remove("#OmfConnectionState/enum/4"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnection.State | nullable | true",
                CONTRACT_ONLY + "OmfConnection.State | nullable | false")),
        arguments(
            "nullable reference replaced by a plain reference (E20)",
            set("#AccessControlEntry/properties/Trustee", "{$ref: '#/components/schemas/Trustee'}"),
            List.of(
                DOCUMENTS_ONLY + "AccessControlEntry.Trustee | nullable | true",
                CONTRACT_ONLY + "AccessControlEntry.Trustee | nullable | false")),
        arguments(
            "array elements made nullable",
            set("#OmfConnectionCreate/properties/ClientIds/items/nullable", "true"),
            List.of(CONTRACT_ONLY + "OmfConnectionCreate.ClientIds[] | nullable | true")),
        arguments(
            "optional property made required",
            set("#OmfConnectionCreate/required/-", "Name"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnectionCreate.Name | required | false",
                CONTRACT_ONLY + "OmfConnectionCreate.Name | required | true")),
        arguments(
            "required property made optional",
            remove("#OmfConnectionUpdate/required/1"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnectionUpdate.ClientIds | required | true",
                CONTRACT_ONLY + "OmfConnectionUpdate.ClientIds | required | false")),
        arguments(
            "undefined property listed as required",
            set("#Trustee/required", "[Email]"),
            List.of(CONTRACT_ONLY + "Trustee.Email | required | true")),
        arguments(
            "property type changed",
            set("#ErrorResponseBody/properties/Reason/type", "object"),
            List.of(
                DOCUMENTS_ONLY + "ErrorResponseBody.Reason | type | string",
                CONTRACT_ONLY + "ErrorResponseBody.Reason | type | object")),
        arguments(
            "property format removed",
            remove("#OmfConnection/properties/CreatedDate/format"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnection.CreatedDate | type | date-time",
                CONTRACT_ONLY + "OmfConnection.CreatedDate | type | string")),
        arguments(
            "array element type changed",
            set("#OmfConnectionUpdate/properties/ClientIds/items/type", "integer"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnectionUpdate.ClientIds | type | [string]",
                CONTRACT_ONLY + "OmfConnectionUpdate.ClientIds | type | [integer]")),
        arguments(
            "maxLength changed",
            set("#OmfConnection/properties/Description/maxLength", "1001"),
            List.of(
                DOCUMENTS_ONLY + "OmfConnection.Description | maxLength | 1000",
                CONTRACT_ONLY + "OmfConnection.Description | maxLength | 1001")),
        arguments(
            "maxItems removed",
            remove("#OmfConnectionCreate/properties/ClientIds/maxItems"),
            List.of(DOCUMENTS_ONLY + "OmfConnectionCreate.ClientIds | maxItems | 10000")),
        arguments(
            "minLength added without a mark",
            set("#OmfConnectionCreate/properties/Name/minLength", "1"),
            List.of(CONTRACT_ONLY + "OmfConnectionCreate.Name | minLength | 1")),
        arguments(
            "mark of a limit removed",
            remove("#AccessControlEntry/properties/AccessRights/x-added/maximum"),
            List.of(CONTRACT_ONLY + "AccessControlEntry.AccessRights | maximum | 31")),
        arguments(
            "documented property marked as an addition",
            set("#Trustee/properties/TenantId/x-added", "{nullable: E26}"),
            List.of(
                DOCUMENTS_ONLY + "Trustee.TenantId | nullable | true",
                CONTRACT_ONLY + "Trustee.TenantId | nullable | false")),
        arguments(
            "missing property marked as an addition",
            set("#Trustee/properties/TenantId/x-added", "{pattern: E26}"),
            List.of(
                "x-added at #/components/schemas/Trustee/properties/TenantId names pattern, which"
                    + " is missing")),
        arguments(
            "number of an enumeration value changed",
            set("#TrusteeType/enum/2", "4"),
            List.of(
                DOCUMENTS_ONLY + "TrusteeType | name Role | 3",
                CONTRACT_ONLY + "TrusteeType | name Role | 4")),
        arguments(
            "name of an enumeration value changed",
            set("#AccessType/x-enum-varnames/1", "Refused"),
            List.of(
                DOCUMENTS_ONLY + "AccessType | name Denied | 1",
                CONTRACT_ONLY + "AccessType | name Refused | 1")),
        arguments(
            "enumeration value removed",
            remove("#OmfConnectionState/enum/3"),
            List.of(DOCUMENTS_ONLY + "OmfConnection.State | value Deleted | yes")),
        arguments(
            "unnamed enumeration value added",
            set("#AccessType/enum/-", "2"),
            List.of(CONTRACT_ONLY + "AccessType | value 2 | yes")),
        arguments(
            "additional properties forbidden",
            set("#OmfConnectionCreate/additionalProperties", "false"),
            List.of(CONTRACT_ONLY + "OmfConnectionCreate | additionalProperties | false")),
        arguments(
            "status code removed",
            remove("@getOmfConnection/responses/504"),
            List.of(
                    "GET " + CONNECTION + " 504 | status | yes",
                    "GET " + CONNECTION + " 504 | type | ErrorResponseBody")
                .stream()
                .map(DOCUMENTS_ONLY::concat)
                .toList()),
        arguments(
            "status code added",
            set("@getOmfConnectionOwner/responses/504", "{description: x}"),
            List.of(CONTRACT_ONLY + "GET " + CONNECTION + "/owner 504 | status | yes")),
        arguments(
            "response body removed",
            remove("/components/responses/UnsupportedMediaType/content"),
            Stream.of(
                    "POST " + COLLECTION,
                    "PUT /tenants/{tenantId}/namespaces/{namespaceId}/accesscontrol/omfConnections",
                    "PUT " + CONNECTION,
                    "PUT " + CONNECTION + "/accesscontrol",
                    "PUT " + CONNECTION + "/owner")
                .map(operation -> DOCUMENTS_ONLY + operation + " 415 | type | ErrorResponseBody")
                .toList()),
        arguments(
            "response body type changed",
            set(
                "@deleteOmfConnection/responses/202/content/application~1json/schema/$ref",
                "'#/components/schemas/Trustee'"),
            List.of(
                DOCUMENTS_ONLY + "DELETE " + CONNECTION + " 202 | type | OmfConnection",
                CONTRACT_ONLY + "DELETE " + CONNECTION + " 202 | type | Trustee")),
        arguments(
            "media type changed",
            move(
                "@getOmfConnection/responses/200/content/application~1json",
                "@getOmfConnection/responses/200/content/text~1json"),
            List.of(CONTRACT_ONLY + "GET " + CONNECTION + " 200 | as text/json | OmfConnection")),
        arguments(
            "header added without a mark",
            set(
                "@getOmfConnection/responses/503",
                "{headers: {Wait: {schema: {type: string}}}, content: {application/json: {schema:"
                    + " {$ref: '#/components/schemas/ErrorResponseBody'}}}}"),
            List.of(
                CONTRACT_ONLY + "GET " + CONNECTION + " 503 header Wait | required | false",
                CONTRACT_ONLY + "GET " + CONNECTION + " 503 header Wait | type | string")),
        arguments(
            "request body type changed",
            set(
                "@updateOmfConnectionOwner/requestBody/$ref",
                "'#/components/requestBodies/OmfConnectionUpdate'"),
            List.of(
                DOCUMENTS_ONLY + "PUT " + CONNECTION + "/owner body | type | Trustee",
                CONTRACT_ONLY + "PUT " + CONNECTION + "/owner body | type | OmfConnectionUpdate")),
        arguments(
            "parameter type changed",
            set("/components/parameters/omfConnectionId/schema/format", "uuid"),
            Stream.of("DELETE ", "GET ", "PUT ")
                .flatMap(
                    method ->
                        Stream.of("", "/accesscontrol", "/accessrights", "/owner")
                            .map(end -> method + CONNECTION + end))
                .filter(operation -> documented(operation))
                .map(operation -> operation + " parameter omfConnectionId | type | string")
                .flatMap(fact -> Stream.of(DOCUMENTS_ONLY + fact, CONTRACT_ONLY + fact + " uuid"))
                .toList()),
        arguments(
            "parameter added without a mark",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, schema: {type: integer}}"),
            List.of(
                CONTRACT_ONLY + "GET " + COLLECTION + " parameter Skip | in | query",
                CONTRACT_ONLY + "GET " + COLLECTION + " parameter Skip | required | false",
                CONTRACT_ONLY + "GET " + COLLECTION + " parameter Skip | type | integer")),
        arguments(
            "operation title changed",
            set("@getOmfConnection/summary", "Read OMF Connection"),
            List.of(
                DOCUMENTS_ONLY + "GET " + CONNECTION + " | name | Get OMF Connection",
                CONTRACT_ONLY + "GET " + CONNECTION + " | name | Read OMF Connection")),
        arguments(
            "difference that an erratum explains removed",
            set(
                "@getOmfConnectionAccessControlList/summary",
                "Get Omf Connection Access Control List"),
            List.of(
                "matches no difference: E07: GET "
                    + CONNECTION
                    + "/accesscontrol | name | Get Omf Connection Access Control List",
                DOCUMENTS_ONLY
                    + "GET "
                    + CONNECTION
                    + "/accesscontrol | name | Get OMF Connection Access Control List")),
        arguments(
            "third API version added",
            set("/servers/0/variables/apiVersion/enum/-", "v3"),
            OpenApiFacts.of(CONTRACT).stream()
                .filter(fact -> fact.kind().equals("under /api/v1"))
                .map(fact -> CONTRACT_ONLY + fact.subject() + " | under /api/v3 | yes")
                .toList()));
  }

  private static boolean documented(String operation) {
    return DocumentedFacts.all().stream().anyMatch(fact -> fact.subject().equals(operation));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void changed_contract_reports_exactly_the_changed_facts(
      String name, ContractEdit edit, List<String> differences) {
    assertThat(Comparison.of(edit.of(CONTRACT)).differences())
        .containsExactlyInAnyOrderElementsOf(differences);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moves")
  void changed_path_or_method_reports_all_facts_of_the_operation(
      String from, String to, String before, String after) {
    List<String> differences = Comparison.of(move(from, to).of(CONTRACT)).differences();
    assertThat(differences)
        .contains(
            DOCUMENTS_ONLY + before + " | under /api/v1 | yes",
            DOCUMENTS_ONLY + before + " 200 | type | Trustee",
            CONTRACT_ONLY + after + " | under /api/v1 | yes",
            CONTRACT_ONLY + after + " 200 | type | Trustee");
    assertThat(differences).allMatch(line -> line.contains(CONNECTION + "/owner"));
  }

  static Stream<Arguments> moves() {
    String path = "/paths/" + (CONNECTION + "/owner").replace("/", "~1");
    return Stream.of(
        arguments(
            path, path + "s", "GET " + CONNECTION + "/owner", "GET " + CONNECTION + "/owners"),
        arguments(
            path + "/put",
            path + "/patch",
            "PUT " + CONNECTION + "/owner",
            "PATCH " + CONNECTION + "/owner"));
  }

  @Test
  void removal_of_any_documented_node_is_detected() {
    JsonNode documented = MarkedAdditions.removedFrom(CONTRACT).remaining();
    List<String> pointers = new ArrayList<>();
    removable("", documented.path("paths"), "/paths", pointers);
    removable("", documented.path("components"), "/components", pointers);
    List<String> undetected = new ArrayList<>();
    for (String pointer : pointers) {
      try {
        if (Comparison.of(remove(pointer).of(documented)).differences().isEmpty()) {
          undetected.add(pointer);
        }
      } catch (IllegalArgumentException e) {
        // A reference without a target is a detected difference, too.
        assertThat(e).hasMessageStartingWith("No node at #/components/");
      }
    }
    assertThat(undetected).isEmpty();
    System.out.printf(
        "Documented facts: the removal of each of %d nodes is detected.%n", pointers.size());
  }

  private static void removable(String key, JsonNode node, String pointer, List<String> pointers) {
    if (IGNORED.contains(key) || (node.isContainerNode() && node.isEmpty())) {
      return;
    }
    if (!key.isEmpty()) {
      pointers.add(pointer);
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String name = property.getKey();
      removable(name, property.getValue(), pointer + "/" + name.replace("/", "~1"), pointers);
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      removable("-", node.path(i), pointer + "/" + i, pointers);
    }
  }
}
