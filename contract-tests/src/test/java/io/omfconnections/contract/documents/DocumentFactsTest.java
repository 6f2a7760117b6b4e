package io.omfconnections.contract.documents;

import static io.omfconnections.contract.documents.Edit.move;
import static io.omfconnections.contract.documents.Edit.remove;
import static io.omfconnections.contract.documents.Edit.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract says what the documents say, and the comparison sees when it does not. */
class DocumentFactsTest {
  private static final JsonNode CONTRACT = Contract.load().document();
  private static final String COLLECTION =
      "/tenants/{tenantId}/namespaces/{namespaceId}/omfConnections";
  private static final String CONNECTION = COLLECTION + "/{omfConnectionId}";
  private static final Set<String> NO_FACTS =
      Set.of("operationId", "tags", "description", "example", "examples", "x-enum-descriptions");
  private static final String DOCUMENTS = "only in the documents: ";
  private static final String OURS = "only in the contract: ";

  @Test
  void the_contract_says_what_the_documents_say_but_for_errata() {
    Comparison comparison = Comparison.of(CONTRACT);
    assertThat(comparison.differences()).isEmpty();
    System.out.printf(
        "Documents and contract: %d facts of the documents, %d differences, each by an erratum %s;"
            + " marked additions of %d errata.%n",
        DocumentFacts.all().size(),
        comparison.exceptions().values().stream().mapToInt(Integer::intValue).sum(),
        comparison.exceptions(),
        Additions.of(CONTRACT).errata().size());
  }

  @Test
  void the_tables_have_as_many_rows_as_the_documents() {
    // Counted in the documents: operations, status rows, and rows of properties and values.
    assertThat(counts("omf-connections.v2-preview")).containsExactly(5, 44, 18, 0);
    assertThat(counts("omf-connection-access-control-list.v2-preview"))
        .containsExactly(2, 17, 12, 5);
    assertThat(counts("access-control.v1")).containsExactly(8, 68, 12, 5);
  }

  private static List<Integer> counts(String name) {
    JsonNode table = DocumentFacts.yaml(name);
    return List.of(
        table.path("operations").size(),
        table.path("operations").valueStream().mapToInt(row -> row.path("responses").size()).sum(),
        table.path("objects").valueStream().mapToInt(JsonNode::size).sum(),
        table.path("enumerations").valueStream().mapToInt(JsonNode::size).sum());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments(
            "a property removed",
            remove("#OmfConnection/properties/Id"),
            List.of(
                DOCUMENTS + "OmfConnection.Id | nullable | true",
                DOCUMENTS + "OmfConnection.Id | required | false",
                DOCUMENTS + "OmfConnection.Id | type | string")),
        arguments(
            "a property added without a mark",
            set("#Trustee/properties/Email", "{type: string}"),
            List.of(
                OURS + "Trustee.Email | nullable | false",
                OURS + "Trustee.Email | required | false",
                OURS + "Trustee.Email | type | string")),
        arguments(
            "a property added with a mark",
            set("#Trustee/properties/Email", "{type: string, x-added: E14}"),
            List.of()),
        arguments(
            "nullable off",
            remove("#Trustee/properties/ObjectId/nullable"),
            List.of(
                DOCUMENTS + "Trustee.ObjectId | nullable | true",
                OURS + "Trustee.ObjectId | nullable | false")),
        arguments(
            "nullable on",
            set("#OmfConnectionUpdate/properties/Name/nullable", "true"),
            List.of(
                DOCUMENTS + "OmfConnectionUpdate.Name | nullable | false",
                OURS + "OmfConnectionUpdate.Name | nullable | true")),
        arguments(
            "nullable without null among the values (E18)",
            remove("#OmfConnectionState/enum/4"),
            List.of(
                DOCUMENTS + "OmfConnection.State | nullable | true",
                OURS + "OmfConnection.State | nullable | false")),
        arguments(
            "a nullable reference that is not (E20)",
            set("#AccessControlEntry/properties/Trustee", "{$ref: '#/components/schemas/Trustee'}"),
            List.of(
                DOCUMENTS + "AccessControlEntry.Trustee | nullable | true",
                OURS + "AccessControlEntry.Trustee | nullable | false")),
        arguments(
            "elements nullable",
            set("#OmfConnectionCreate/properties/ClientIds/items/nullable", "true"),
            List.of(OURS + "OmfConnectionCreate.ClientIds[] | nullable | true")),
        arguments(
            "required on",
            set("#OmfConnectionCreate/required/-", "Name"),
            List.of(
                DOCUMENTS + "OmfConnectionCreate.Name | required | false",
                OURS + "OmfConnectionCreate.Name | required | true")),
        arguments(
            "required off",
            remove("#OmfConnectionUpdate/required/1"),
            List.of(
                DOCUMENTS + "OmfConnectionUpdate.ClientIds | required | true",
                OURS + "OmfConnectionUpdate.ClientIds | required | false")),
        arguments(
            "required of what is not there",
            set("#Trustee/required", "[Email]"),
            List.of(OURS + "Trustee.Email | required | true")),
        arguments(
            "a type",
            set("#ErrorResponseBody/properties/Reason/type", "object"),
            List.of(
                DOCUMENTS + "ErrorResponseBody.Reason | type | string",
                OURS + "ErrorResponseBody.Reason | type | object")),
        arguments(
            "a format",
            remove("#OmfConnection/properties/CreatedDate/format"),
            List.of(
                DOCUMENTS + "OmfConnection.CreatedDate | type | date-time",
                OURS + "OmfConnection.CreatedDate | type | string")),
        arguments(
            "a type of elements",
            set("#OmfConnectionUpdate/properties/ClientIds/items/type", "integer"),
            List.of(
                DOCUMENTS + "OmfConnectionUpdate.ClientIds | type | [string]",
                OURS + "OmfConnectionUpdate.ClientIds | type | [integer]")),
        arguments(
            "a limit of a text",
            set("#OmfConnection/properties/Description/maxLength", "1001"),
            List.of(
                DOCUMENTS + "OmfConnection.Description | maxLength | 1000",
                OURS + "OmfConnection.Description | maxLength | 1001")),
        arguments(
            "a limit of a list",
            remove("#OmfConnectionCreate/properties/ClientIds/maxItems"),
            List.of(DOCUMENTS + "OmfConnectionCreate.ClientIds | maxItems | 10000")),
        arguments(
            "a limit without a mark",
            set("#OmfConnectionCreate/properties/Name/minLength", "1"),
            List.of(OURS + "OmfConnectionCreate.Name | minLength | 1")),
        arguments(
            "the mark of a limit",
            remove("#AccessControlEntry/properties/AccessRights/x-added/maximum"),
            List.of(OURS + "AccessControlEntry.AccessRights | maximum | 31")),
        arguments(
            "a mark on what the documents have",
            set("#Trustee/properties/TenantId/x-added", "{nullable: E26}"),
            List.of(
                DOCUMENTS + "Trustee.TenantId | nullable | true",
                OURS + "Trustee.TenantId | nullable | false")),
        arguments(
            "a mark on nothing",
            set("#Trustee/properties/TenantId/x-added", "{pattern: E26}"),
            List.of(
                "x-added at #/components/schemas/Trustee/properties/TenantId marks pattern, which"
                    + " is not there")),
        arguments(
            "a number of an enumeration",
            set("#TrusteeType/enum/2", "4"),
            List.of(
                DOCUMENTS + "TrusteeType | name Role | 3", OURS + "TrusteeType | name Role | 4")),
        arguments(
            "a name of an enumeration",
            set("#AccessType/x-enum-varnames/1", "Refused"),
            List.of(
                DOCUMENTS + "AccessType | name Denied | 1",
                OURS + "AccessType | name Refused | 1")),
        arguments(
            "a value of an enumeration",
            remove("#OmfConnectionState/enum/3"),
            List.of(DOCUMENTS + "OmfConnection.State | value Deleted | yes")),
        arguments(
            "a value without a name",
            set("#AccessType/enum/-", "2"),
            List.of(OURS + "AccessType | value 2 | yes")),
        arguments(
            "other members forbidden",
            set("#OmfConnectionCreate/additionalProperties", "false"),
            List.of(OURS + "OmfConnectionCreate | additionalProperties | false")),
        arguments(
            "a status removed",
            remove("@getOmfConnection/responses/504"),
            List.of(
                    "GET " + CONNECTION + " 504 | status | yes",
                    "GET " + CONNECTION + " 504 | type | ErrorResponseBody")
                .stream()
                .map(DOCUMENTS::concat)
                .toList()),
        arguments(
            "a status added",
            set("@getOmfConnectionOwner/responses/504", "{description: x}"),
            List.of(OURS + "GET " + CONNECTION + "/owner 504 | status | yes")),
        arguments(
            "a status without a body",
            remove("/components/responses/UnsupportedMediaType/content"),
            Stream.of(
                    "POST " + COLLECTION,
                    "PUT /tenants/{tenantId}/namespaces/{namespaceId}/accesscontrol/omfConnections",
                    "PUT " + CONNECTION,
                    "PUT " + CONNECTION + "/accesscontrol",
                    "PUT " + CONNECTION + "/owner")
                .map(operation -> DOCUMENTS + operation + " 415 | type | ErrorResponseBody")
                .toList()),
        arguments(
            "a body type",
            set(
                "@deleteOmfConnection/responses/202/content/application~1json/schema/$ref",
                "'#/components/schemas/Trustee'"),
            List.of(
                DOCUMENTS + "DELETE " + CONNECTION + " 202 | type | OmfConnection",
                OURS + "DELETE " + CONNECTION + " 202 | type | Trustee")),
        arguments(
            "another media type",
            move(
                "@getOmfConnection/responses/200/content/application~1json",
                "@getOmfConnection/responses/200/content/text~1json"),
            List.of(OURS + "GET " + CONNECTION + " 200 | as text/json | OmfConnection")),
        arguments(
            "a header without a mark",
            set(
                "@getOmfConnection/responses/503",
                "{headers: {Wait: {schema: {type: string}}}, content: {application/json: {schema:"
                    + " {$ref: '#/components/schemas/ErrorResponseBody'}}}}"),
            List.of(
                OURS + "GET " + CONNECTION + " 503 header Wait | required | false",
                OURS + "GET " + CONNECTION + " 503 header Wait | type | string")),
        arguments(
            "a type of a request",
            set(
                "@updateOmfConnectionOwner/requestBody/$ref",
                "'#/components/requestBodies/OmfConnectionUpdate'"),
            List.of(
                DOCUMENTS + "PUT " + CONNECTION + "/owner body | type | Trustee",
                OURS + "PUT " + CONNECTION + "/owner body | type | OmfConnectionUpdate")),
        arguments(
            "a parameter's type",
            set("/components/parameters/omfConnectionId/schema/format", "uuid"),
            Stream.of("DELETE ", "GET ", "PUT ")
                .flatMap(
                    method ->
                        Stream.of("", "/accesscontrol", "/accessrights", "/owner")
                            .map(end -> method + CONNECTION + end))
                .filter(operation -> documented(operation))
                .map(operation -> operation + " parameter omfConnectionId | type | string")
                .flatMap(fact -> Stream.of(DOCUMENTS + fact, OURS + fact + " uuid"))
                .toList()),
        arguments(
            "a parameter without a mark",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, schema: {type: integer}}"),
            List.of(
                OURS + "GET " + COLLECTION + " parameter Skip | in | query",
                OURS + "GET " + COLLECTION + " parameter Skip | required | false",
                OURS + "GET " + COLLECTION + " parameter Skip | type | integer")),
        arguments(
            "an operation's name",
            set("@getOmfConnection/summary", "Read OMF Connection"),
            List.of(
                DOCUMENTS + "GET " + CONNECTION + " | name | Get OMF Connection",
                OURS + "GET " + CONNECTION + " | name | Read OMF Connection")),
        arguments(
            "a difference that an erratum explains is gone",
            set(
                "@getOmfConnectionAccessControlList/summary",
                "Get Omf Connection Access Control List"),
            List.of(
                "not needed for E07: GET "
                    + CONNECTION
                    + "/accesscontrol | name | Get Omf Connection Access Control List",
                DOCUMENTS
                    + "GET "
                    + CONNECTION
                    + "/accesscontrol | name | Get OMF Connection Access Control List")),
        arguments(
            "a third version",
            set("/servers/0/variables/apiVersion/enum/-", "v3"),
            ContractFacts.of(CONTRACT).stream()
                .filter(fact -> fact.kind().equals("under /api/v1"))
                .map(fact -> OURS + fact.subject() + " | under /api/v3 | yes")
                .toList()));
  }

  private static boolean documented(String operation) {
    return DocumentFacts.all().stream().anyMatch(fact -> fact.subject().equals(operation));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void a_change_of_the_contract_is_reported_and_nothing_else(
      String name, Edit change, List<String> differences) {
    assertThat(Comparison.of(change.of(CONTRACT)).differences())
        .containsExactlyInAnyOrderElementsOf(differences);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moves")
  void an_address_or_a_method_that_changes_is_reported_with_all_that_it_has(
      String from, String to, String before, String after) {
    List<String> differences = Comparison.of(move(from, to).of(CONTRACT)).differences();
    assertThat(differences)
        .contains(
            DOCUMENTS + before + " | under /api/v1 | yes",
            DOCUMENTS + before + " 200 | type | Trustee",
            OURS + after + " | under /api/v1 | yes",
            OURS + after + " 200 | type | Trustee");
    assertThat(differences).allMatch(line -> line.contains(CONNECTION + "/owner"));
  }

  static Stream<Arguments> moves() {
    String place = "/paths/" + (CONNECTION + "/owner").replace("/", "~1");
    return Stream.of(
        arguments(
            place, place + "s", "GET " + CONNECTION + "/owner", "GET " + CONNECTION + "/owners"),
        arguments(
            place + "/put",
            place + "/patch",
            "PUT " + CONNECTION + "/owner",
            "PATCH " + CONNECTION + "/owner"));
  }

  /** Whatever is taken out of the contract, the comparison misses it, but for prose. */
  @Test
  void nothing_that_the_documents_say_can_be_taken_out_unnoticed() {
    JsonNode documented = Additions.of(CONTRACT).remaining();
    List<String> places = new ArrayList<>();
    removable("", documented.path("paths"), "/paths", places);
    removable("", documented.path("components"), "/components", places);
    List<String> unnoticed = new ArrayList<>();
    for (String place : places) {
      try {
        if (Comparison.of(remove(place).of(documented)).differences().isEmpty()) {
          unnoticed.add(place);
        }
      } catch (IllegalArgumentException e) {
        // A reference to nothing: noticed.
        assertThat(e).hasMessageStartingWith("Nothing at #/components/");
      }
    }
    assertThat(unnoticed).isEmpty();
    System.out.printf(
        "Documents and contract: each of %d places of the contract is missed when it is taken"
            + " out.%n",
        places.size());
  }

  private static void removable(String key, JsonNode node, String place, List<String> places) {
    if (NO_FACTS.contains(key) || (node.isContainerNode() && node.isEmpty())) {
      return;
    }
    if (!key.isEmpty()) {
      places.add(place);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      removable(name, member.getValue(), place + "/" + name.replace("/", "~1"), places);
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      removable("-", node.path(i), place + "/" + i, places);
    }
  }
}
