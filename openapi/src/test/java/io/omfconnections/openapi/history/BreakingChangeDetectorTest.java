package io.omfconnections.openapi.history;

import static io.omfconnections.openapi.documents.ContractEdit.move;
import static io.omfconnections.openapi.documents.ContractEdit.remove;
import static io.omfconnections.openapi.documents.ContractEdit.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.openapi.ContractFiles;
import io.omfconnections.openapi.documents.ContractEdit;
import io.omfconnections.openapi.documents.Fact;
import io.omfconnections.openapi.documents.OpenApiFacts;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that breaking changes are detected and described, and compatible changes accepted.
 *
 * <p>Long because most of it is the table of changes with their expected descriptions.
 */
class BreakingChangeDetectorTest {
  private static final JsonNode CONTRACT = ContractFiles.contract();

  /** The operations of the contract, such as {@code GET /…}, with their ids. */
  private static final Map<String, String> OPERATION_IDS =
      OpenApiFacts.of(CONTRACT).stream()
          .filter(fact -> fact.kind().equals(OpenApiFacts.OPERATION_ID))
          .collect(Collectors.toMap(Fact::subject, Fact::value));

  private static final String COLLECTION =
      "/tenants/{tenantId}/namespaces/{namespaceId}/omfConnections";
  private static final String CONNECTION = COLLECTION + "/{omfConnectionId}";
  private static final String OWNER = CONNECTION + "/owner";
  private static final String CREATE = " (request of createOmfConnection)";
  private static final String UPDATE = " (request of updateOmfConnection)";
  private static final String GET = " (response of getOmfConnection)";
  private static final String READERS =
      " (response of createOmfConnection, deleteOmfConnection, getOmfConnection,"
          + " getOmfConnections, updateOmfConnection)";
  private static final String LISTS =
      "updateOmfConnectionAccessControlList, updateOmfConnectionsAccessControlList)";
  private static final String TRUSTEES =
      " (request of updateOmfConnectionAccessControlList, updateOmfConnectionOwner,"
          + " updateOmfConnectionsAccessControlList; response of getOmfConnectionAccessControlList,"
          + " getOmfConnectionOwner, getOmfConnectionsAccessControlList,"
          + " updateOmfConnectionAccessControlList, updateOmfConnectionOwner,"
          + " updateOmfConnectionsAccessControlList)";

  /**
   * A breaking change.
   *
   * @param foundByOpenApiDiff whether openapi-diff finds it, too
   * @param lines the expected descriptions
   */
  private record Case(
      String name,
      JsonNode released,
      JsonNode working,
      boolean foundByOpenApiDiff,
      List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An edit of the contract that openapi-diff finds, too. */
  private static Case foundByOpenApiDiff(String name, ContractEdit edit, String... lines) {
    return new Case(name, CONTRACT, edit.of(CONTRACT), true, List.of(lines));
  }

  /** An edit of the contract that openapi-diff misses. */
  private static Case missedByOpenApiDiff(String name, ContractEdit edit, String... lines) {
    return new Case(name, CONTRACT, edit.of(CONTRACT), false, List.of(lines));
  }

  /** The change from an edited contract back to the contract. */
  private static Case reverted(
      String name, ContractEdit edit, boolean foundByOpenApiDiff, String... lines) {
    return new Case(name, edit.of(CONTRACT), CONTRACT, foundByOpenApiDiff, List.of(lines));
  }

  static Stream<Case> breaking() {
    return Stream.of(requests(), responses(), requestsAndResponses()).flatMap(cases -> cases);
  }

  private static Stream<Case> requests() {
    return Stream.of(
        foundByOpenApiDiff(
            "maxLength lowered",
            set("#OmfConnectionCreate/properties/Name/maxLength", "199"),
            "OmfConnectionCreate.Name: maxLength was 200, is 199" + CREATE),
        foundByOpenApiDiff(
            "maxItems lowered",
            set("#OmfConnectionCreate/properties/ClientIds/maxItems", "9999"),
            "OmfConnectionCreate.ClientIds: maxItems was 10000, is 9999" + CREATE),
        foundByOpenApiDiff(
            "maximum lowered",
            set("#AccessControlEntry/properties/AccessRights/maximum", "15"),
            "AccessControlEntry.AccessRights: maximum was 31, is 15 (request of " + LISTS),
        foundByOpenApiDiff(
            "minLength added",
            set("#OmfConnectionCreate/properties/Name/minLength", "1"),
            "OmfConnectionCreate.Name: minLength added: 1" + CREATE),
        missedByOpenApiDiff(
            "minItems added",
            set("#OmfConnectionCreate/properties/ClientIds/minItems", "1"),
            "OmfConnectionCreate.ClientIds: minItems added: 1" + CREATE),
        foundByOpenApiDiff(
            "uniqueItems added",
            set("#OmfConnectionCreate/properties/ClientIds/uniqueItems", "true"),
            "OmfConnectionCreate.ClientIds: uniqueItems added: true" + CREATE),
        foundByOpenApiDiff(
            "maxLength of array elements added",
            set("#OmfConnectionCreate/properties/ClientIds/items/maxLength", "36"),
            "OmfConnectionCreate.ClientIds[]: maxLength added: 36" + CREATE),
        foundByOpenApiDiff(
            "pattern added",
            set("#OmfConnectionCreate/properties/Name/pattern", "^a"),
            "OmfConnectionCreate.Name: pattern added: ^a" + CREATE),
        missedByOpenApiDiff(
            "enumeration added",
            set("#OmfConnectionUpdate/properties/Name/enum", "[a, b]"),
            "OmfConnectionUpdate.Name: enumeration added" + UPDATE),
        foundByOpenApiDiff(
            "enumeration value removed",
            remove("#AccessType/enum/1").and(remove("#AccessType/x-enum-varnames/1")),
            "AccessType: name Denied removed, was 1 (request of " + LISTS),
        foundByOpenApiDiff(
            "optional property made required",
            set("#OmfConnectionCreate/required/-", "Name"),
            "OmfConnectionCreate.Name: required was false, is true" + CREATE),
        foundByOpenApiDiff(
            "required property added",
            set("#OmfConnectionCreate/properties/Kind", "{type: string}")
                .and(set("#OmfConnectionCreate/required/-", "Kind")),
            "OmfConnectionCreate.Kind: added as required" + CREATE),
        missedByOpenApiDiff(
            "property no longer nullable",
            remove("#OmfConnectionCreate/properties/Description/nullable"),
            "OmfConnectionCreate.Description: nullable was true, is false" + CREATE),
        missedByOpenApiDiff(
            "additional properties forbidden",
            set("#OmfConnectionCreate/additionalProperties", "false"),
            "OmfConnectionCreate: additionalProperties added: false" + CREATE),
        missedByOpenApiDiff(
            "property of a request removed",
            remove("#OmfConnectionCreate/properties/Description"),
            "OmfConnectionCreate.Description: removed" + CREATE),
        foundByOpenApiDiff(
            "property type changed",
            set("#OmfConnectionUpdate/properties/Name/type", "integer"),
            "OmfConnectionUpdate.Name: type was string, is integer" + UPDATE),
        foundByOpenApiDiff(
            "required parameter added",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, required: true, schema: {type: integer}}"),
            "GET "
                + COLLECTION
                + " parameter Skip: added as required (request of getOmfConnections)"),
        foundByOpenApiDiff(
            "optional header made required",
            set("/components/parameters/RequestTimeoutHeader/required", "true"),
            requestTimeoutOfEachOperationWithBody("required was false, is true")),
        foundByOpenApiDiff(
            "header type changed",
            set("/components/parameters/RequestTimeoutHeader/schema/type", "integer"),
            requestTimeoutOfEachOperationWithBody("type was string, is integer")),
        foundByOpenApiDiff(
            "parameter removed",
            remove("@createOmfConnection/parameters"),
            "POST " + COLLECTION + " parameter Request-Timeout: removed" + CREATE),
        reverted(
            "request body made required",
            remove("/components/requestBodies/OmfConnectionCreate/required"),
            true,
            "POST " + COLLECTION + " body: required added: true" + CREATE),
        reverted(
            "authentication made required",
            set("@getOmfConnection/security", "[]"),
            false,
            "GET "
                + CONNECTION
                + ": security was [], is [{\"clientCredentials\":[]}] (request of"
                + " getOmfConnection)"),
        foundByOpenApiDiff(
            "media type of a request replaced",
            move(
                "/components/requestBodies/OmfConnectionCreate/content/application~1json",
                "/components/requestBodies/OmfConnectionCreate/content/text~1json"),
            "POST "
                + COLLECTION
                + " body: as application/json removed, was OmfConnectionCreate"
                + CREATE));
  }

  private static Stream<Case> responses() {
    String response = "GET " + CONNECTION + " 200";
    return Stream.of(
        foundByOpenApiDiff(
            "enumeration value added",
            set("#OmfConnectionState/enum/-", "Failed"),
            "OmfConnection.State: value Failed added" + READERS),
        foundByOpenApiDiff(
            "maxLength raised",
            set("#OmfConnection/properties/Name/maxLength", "201"),
            "OmfConnection.Name: maxLength was 200, is 201" + READERS),
        missedByOpenApiDiff(
            "maxItems raised",
            set("#OmfConnection/properties/ClientIds/maxItems", "10001"),
            "OmfConnection.ClientIds: maxItems was 10000, is 10001" + READERS),
        foundByOpenApiDiff(
            "format removed",
            remove("#OmfConnection/properties/CreatedDate/format"),
            "OmfConnection.CreatedDate: type was date-time, is string" + READERS),
        missedByOpenApiDiff(
            "property made nullable",
            set("#OmfConnection/properties/CreatedDate/nullable", "true"),
            "OmfConnection.CreatedDate: nullable was false, is true" + READERS),
        missedByOpenApiDiff(
            "array elements made nullable",
            set("#OmfConnection/properties/ClientIds/items/nullable", "true"),
            "OmfConnection.ClientIds[]: nullable added: true" + READERS),
        missedByOpenApiDiff(
            "optional property of a response removed",
            remove("#OmfConnection/properties/Description"),
            "OmfConnection.Description: removed" + READERS),
        reverted(
            "required property made optional",
            set("#OmfConnection/required", "[Id]"),
            true,
            "OmfConnection.Id: required was true, is false" + READERS),
        foundByOpenApiDiff(
            "status code removed",
            remove("@deleteOmfConnection/responses/504"),
            "DELETE " + CONNECTION + " 504: removed (response of deleteOmfConnection)"),
        missedByOpenApiDiff(
            "successful status code added",
            set("@deleteOmfConnection/responses/204", "{description: Gone}"),
            "DELETE " + CONNECTION + " 204: added (response of deleteOmfConnection)"),
        foundByOpenApiDiff(
            "media type of a response replaced",
            move(
                "@getOmfConnection/responses/200/content/application~1json",
                "@getOmfConnection/responses/200/content/text~1json"),
            response + ": as application/json removed, was OmfConnection" + GET,
            response + ": as text/json added: OmfConnection" + GET),
        missedByOpenApiDiff(
            "media type of a response added",
            set(
                "@getOmfConnection/responses/200/content/application~1xml",
                "{schema: {$ref: '#/components/schemas/OmfConnection'}}"),
            response + ": as application/xml added: OmfConnection" + GET),
        missedByOpenApiDiff(
            "schema of a response changed",
            set(
                "@getOmfConnection/responses/200/content/application~1json/schema/$ref",
                "'#/components/schemas/Trustee'"),
            response + ": as application/json was OmfConnection, is Trustee" + GET),
        foundByOpenApiDiff(
            "header of a response removed",
            remove("@getOmfConnection/responses/200/headers"),
            response + " header Operation-Id: removed" + GET),
        foundByOpenApiDiff(
            "header of a response made optional",
            set(
                "@getOmfConnection/responses/200/headers/Operation-Id",
                "{schema: {type: string, format: uuid}}"),
            response + " header Operation-Id: required was true, is false" + GET));
  }

  private static Stream<Case> requestsAndResponses() {
    return Stream.of(
        foundByOpenApiDiff(
            "operation removed",
            remove("@deleteOmfConnection"),
            "DELETE " + CONNECTION + ": removed (request of deleteOmfConnection)"),
        foundByOpenApiDiff(
            "path renamed",
            move("/paths/" + OWNER.replace("/", "~1"), "/paths/" + OWNER.replace("/", "~1") + "s"),
            "GET " + OWNER + ": removed (request of getOmfConnectionOwner)",
            "PUT " + OWNER + ": removed (request of updateOmfConnectionOwner)"),
        foundByOpenApiDiff(
            "method changed",
            move(
                "/paths/" + OWNER.replace("/", "~1") + "/put",
                "/paths/" + OWNER.replace("/", "~1") + "/patch"),
            "PUT " + OWNER + ": removed (request of updateOmfConnectionOwner)"),
        missedByOpenApiDiff(
            "API version removed",
            remove("/servers/0/variables/apiVersion/enum/0"),
            OPERATION_IDS.entrySet().stream()
                .map(
                    operation ->
                        "%s: under /api/v1 removed (request of %s)"
                            .formatted(operation.getKey(), operation.getValue()))
                .toArray(String[]::new)),
        foundByOpenApiDiff(
            "operation id changed",
            set("@getOmfConnection/operationId", "readOmfConnection"),
            "GET "
                + CONNECTION
                + ": operation id was getOmfConnection, is readOmfConnection (request of"
                + " getOmfConnection)"),
        foundByOpenApiDiff(
            "security scheme changed",
            set("/components/securitySchemes/key", "{type: apiKey, in: header, name: Key}")
                .and(set("@getOmfConnection/security", "[{key: []}]")),
            "GET "
                + CONNECTION
                + ": security was [{\"clientCredentials\":[]}], is [{\"key\":[]}] (request of"
                + " getOmfConnection)"),
        foundByOpenApiDiff(
            "token URL changed",
            set(
                "/components/securitySchemes/clientCredentials/flows/clientCredentials/tokenUrl",
                "/token"),
            "security clientCredentials: flows was"
                + " {\"clientCredentials\":{\"tokenUrl\":\"/identity/connect/token\",\"scopes\":{}}},"
                + " is {\"clientCredentials\":{\"tokenUrl\":\"/token\",\"scopes\":{}}} (no specific"
                + " operation)"),
        foundByOpenApiDiff(
            "number of an enumeration value changed",
            set("#TrusteeType/enum/2", "4"),
            "TrusteeType: name Role was 3, is 4" + TRUSTEES),
        missedByOpenApiDiff(
            "name of an enumeration value changed",
            set("#TrusteeType/x-enum-varnames/2", "Group"),
            "TrusteeType: name Group added: 3" + TRUSTEES.replaceAll("request.*; ", ""),
            "TrusteeType: name Role removed, was 3" + TRUSTEES.replaceAll("; .*", ")")),
        foundByOpenApiDiff(
            "type of additional properties removed",
            remove("#ErrorResponseBody/properties/Parameters/additionalProperties"),
            "ErrorResponseBody.Parameters: additionalProperties removed, was {\"type\":\"string\"}"
                + " (response of "
                + String.join(", ", OPERATION_IDS.values().stream().sorted().toList())
                + ")"),
        missedByOpenApiDiff(
            "default added",
            set("#AccessControlEntry/properties/AccessRights/default", "31"),
            "AccessControlEntry.AccessRights: default added: 31"
                + TRUSTEES.replaceAll(" \\w+Owner,", "")));
  }

  private static String[] requestTimeoutOfEachOperationWithBody(String change) {
    return OPERATION_IDS.entrySet().stream()
        .filter(operation -> operation.getKey().matches("(POST|PUT) .*"))
        .map(
            operation ->
                "%s parameter Request-Timeout: %s (request of %s)"
                    .formatted(operation.getKey(), change, operation.getValue()))
        .toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void breaking_change_is_described(Case change) {
    assertThat(BreakingChangeDetector.between(change.released(), change.working()))
        .extracting(BreakingChange::toString)
        .containsExactlyInAnyOrderElementsOf(change.lines());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void openapi_diff_finds_or_misses_the_change_as_expected(Case change) {
    List<String> found = OpenApiDiff.breaking(change.released(), change.working());
    assertThat(!found.isEmpty())
        .as("openapi-diff: %s", found)
        .isEqualTo(change.foundByOpenApiDiff());
  }

  @Test
  void names_of_breaking_changes_are_unique() {
    List<Case> all = breaking().toList();
    System.out.printf(
        "Release history: %d kinds of breaking changes detected, %d of them by openapi-diff, too;"
            + " %d kinds of compatible changes accepted.%n",
        all.size(), all.stream().filter(Case::foundByOpenApiDiff).count(), compatible().count());
    assertThat(all).extracting(Case::name).doesNotHaveDuplicates();
  }

  static Stream<Arguments> compatible() {
    return Stream.of(
        arguments(
            "optional property added to a request",
            set("#OmfConnectionCreate/properties/Kind", "{type: string, maxLength: 5}")),
        arguments(
            "property added to a response",
            set("#OmfConnection/properties/Kind", "{type: string, nullable: true}")),
        arguments(
            "maxLength of a request raised",
            set("#OmfConnectionCreate/properties/Name/maxLength", "201")),
        arguments(
            "maxItems of a request removed",
            remove("#OmfConnectionCreate/properties/ClientIds/maxItems")),
        arguments(
            "maxLength of a response lowered",
            set("#OmfConnection/properties/Name/maxLength", "150")),
        arguments(
            "property of a request made nullable",
            set("#OmfConnectionUpdate/properties/Name/nullable", "true")),
        arguments("property of a request made optional", remove("#OmfConnectionUpdate/required/0")),
        arguments("property of a response made required", set("#OmfConnection/required", "[Id]")),
        arguments(
            "enumeration value removed from a response", remove("#OmfConnectionState/enum/3")),
        arguments(
            "operation added",
            set(
                "/paths/~1status",
                "{get: {operationId: getStatus, responses: {'200': {description: Well}}}}")),
        arguments(
            "optional parameter added",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, schema: {type: integer, minimum: 0}}")),
        arguments(
            "error status code added",
            set(
                "@getOmfConnectionOwner/responses/504",
                "{$ref: '#/components/responses/GatewayTimeout'}")),
        arguments(
            "header added to a response",
            set(
                "/components/responses/NotFound/headers/Retry-After",
                "{$ref: '#/components/headers/Retry-After'}")),
        arguments(
            "media type added to a request",
            set(
                "/components/requestBodies/Trustee/content/text~1json",
                "{schema: {$ref: '#/components/schemas/Trustee'}}")),
        arguments("API version added", set("/servers/0/variables/apiVersion/enum/-", "v2")),
        arguments(
            "type of a schema that allows only null",
            set("#AccessControlEntry/properties/Trustee/anyOf/1/type", "object")),
        arguments("operation deprecated", set("@getOmfConnection/deprecated", "true")),
        arguments("description changed", set("@getOmfConnection/description", "Gets it.")),
        arguments("title changed", set("@getOmfConnection/summary", "Gets it.")),
        arguments(
            "example changed", remove("/components/examples/OmfConnectionActive/value/Name")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("compatible")
  void compatible_change_is_accepted(String name, ContractEdit edit) {
    JsonNode working = edit.of(CONTRACT);
    assertThat(BreakingChangeDetector.between(CONTRACT, working)).isEmpty();
    assertThat(OpenApiDiff.breaking(CONTRACT, working)).isEmpty();
  }
}
