package io.omfconnections.contract.history;

import static io.omfconnections.contract.documents.Edit.move;
import static io.omfconnections.contract.documents.Edit.remove;
import static io.omfconnections.contract.documents.Edit.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.documents.Edit;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaking changes are found and named, compatible ones pass. */
class BreakingChangesTest {
  private static final Contract MODEL = Contract.load();
  private static final JsonNode CONTRACT = MODEL.document();
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

  /** A change that breaks clients, whether openapi-diff sees it, and how it is named here. */
  private record Case(
      String name, JsonNode released, JsonNode working, boolean known, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A change that openapi-diff finds too. */
  private static Case found(String name, Edit edit, String... lines) {
    return new Case(name, CONTRACT, edit.of(CONTRACT), true, List.of(lines));
  }

  /** A change that openapi-diff lets pass. */
  private static Case missed(String name, Edit edit, String... lines) {
    return new Case(name, CONTRACT, edit.of(CONTRACT), false, List.of(lines));
  }

  /** A change back from an edited contract to ours. */
  private static Case undone(String name, Edit edit, boolean known, String... lines) {
    return new Case(name, edit.of(CONTRACT), CONTRACT, known, List.of(lines));
  }

  static Stream<Case> breaking() {
    return Stream.of(requests(), responses(), both()).flatMap(cases -> cases);
  }

  private static Stream<Case> requests() {
    return Stream.of(
        found(
            "a limit of a text lowered",
            set("#OmfConnectionCreate/properties/Name/maxLength", "199"),
            "OmfConnectionCreate.Name: maxLength was 200, is 199" + CREATE),
        found(
            "a limit of a list lowered",
            set("#OmfConnectionCreate/properties/ClientIds/maxItems", "9999"),
            "OmfConnectionCreate.ClientIds: maxItems was 10000, is 9999" + CREATE),
        found(
            "a bound lowered",
            set("#AccessControlEntry/properties/AccessRights/maximum", "15"),
            "AccessControlEntry.AccessRights: maximum was 31, is 15 (request of " + LISTS),
        found(
            "a least length added",
            set("#OmfConnectionCreate/properties/Name/minLength", "1"),
            "OmfConnectionCreate.Name: minLength added: 1" + CREATE),
        missed(
            "a least number of elements added",
            set("#OmfConnectionCreate/properties/ClientIds/minItems", "1"),
            "OmfConnectionCreate.ClientIds: minItems added: 1" + CREATE),
        found(
            "the same element twice forbidden",
            set("#OmfConnectionCreate/properties/ClientIds/uniqueItems", "true"),
            "OmfConnectionCreate.ClientIds: uniqueItems added: true" + CREATE),
        found(
            "a limit of elements added",
            set("#OmfConnectionCreate/properties/ClientIds/items/maxLength", "36"),
            "OmfConnectionCreate.ClientIds[]: maxLength added: 36" + CREATE),
        found(
            "a pattern added",
            set("#OmfConnectionCreate/properties/Name/pattern", "^a"),
            "OmfConnectionCreate.Name: pattern added: ^a" + CREATE),
        missed(
            "values listed that were free",
            set("#OmfConnectionUpdate/properties/Name/enum", "[a, b]"),
            "OmfConnectionUpdate.Name: closed list of values added" + UPDATE),
        found(
            "a value removed",
            remove("#AccessType/enum/1").and(remove("#AccessType/x-enum-varnames/1")),
            "AccessType: name Denied removed, was 1 (request of " + LISTS),
        found(
            "a property required",
            set("#OmfConnectionCreate/required/-", "Name"),
            "OmfConnectionCreate.Name: required was false, is true" + CREATE),
        found(
            "a required property added",
            set("#OmfConnectionCreate/properties/Kind", "{type: string}")
                .and(set("#OmfConnectionCreate/required/-", "Kind")),
            "OmfConnectionCreate.Kind: added, and required" + CREATE),
        missed(
            "null forbidden",
            remove("#OmfConnectionCreate/properties/Description/nullable"),
            "OmfConnectionCreate.Description: nullable was true, is false" + CREATE),
        missed(
            "other members forbidden",
            set("#OmfConnectionCreate/additionalProperties", "false"),
            "OmfConnectionCreate: additionalProperties added: false" + CREATE),
        missed(
            "a property removed",
            remove("#OmfConnectionCreate/properties/Description"),
            "OmfConnectionCreate.Description: removed" + CREATE),
        found(
            "a type",
            set("#OmfConnectionUpdate/properties/Name/type", "integer"),
            "OmfConnectionUpdate.Name: type was string, is integer" + UPDATE),
        found(
            "a required parameter added",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, required: true, schema: {type: integer}}"),
            "GET "
                + COLLECTION
                + " parameter Skip: added, and required (request of getOmfConnections)"),
        found(
            "a header required",
            set("/components/parameters/RequestTimeout/required", "true"),
            withTimeout("required was false, is true")),
        found(
            "a header's type",
            set("/components/parameters/RequestTimeout/schema/type", "integer"),
            withTimeout("type was string, is integer")),
        found(
            "a parameter removed",
            remove("@createOmfConnection/parameters"),
            "POST " + COLLECTION + " parameter Request-Timeout: removed" + CREATE),
        undone(
            "a body required",
            remove("/components/requestBodies/OmfConnectionCreate/required"),
            true,
            "POST " + COLLECTION + " body: required added: true" + CREATE),
        undone(
            "a token required",
            set("@getOmfConnection/security", "[]"),
            false,
            "GET "
                + CONNECTION
                + ": security was [], is [{\"clientCredentials\":[]}] (request of"
                + " getOmfConnection)"),
        found(
            "a media type removed",
            move(
                "/components/requestBodies/OmfConnectionCreate/content/application~1json",
                "/components/requestBodies/OmfConnectionCreate/content/text~1json"),
            "POST "
                + COLLECTION
                + " body: as application/json removed, was OmfConnectionCreate"
                + CREATE));
  }

  private static Stream<Case> responses() {
    String answer = "GET " + CONNECTION + " 200";
    return Stream.of(
        found(
            "a value added",
            set("#OmfConnectionState/enum/-", "Failed"),
            "OmfConnection.State: value Failed added" + READERS),
        found(
            "a limit raised",
            set("#OmfConnection/properties/Name/maxLength", "201"),
            "OmfConnection.Name: maxLength was 200, is 201" + READERS),
        missed(
            "a limit of a list raised",
            set("#OmfConnection/properties/ClientIds/maxItems", "10001"),
            "OmfConnection.ClientIds: maxItems was 10000, is 10001" + READERS),
        found(
            "a format",
            remove("#OmfConnection/properties/CreatedDate/format"),
            "OmfConnection.CreatedDate: type was date-time, is string" + READERS),
        missed(
            "null allowed",
            set("#OmfConnection/properties/CreatedDate/nullable", "true"),
            "OmfConnection.CreatedDate: nullable was false, is true" + READERS),
        missed(
            "null allowed among elements",
            set("#OmfConnection/properties/ClientIds/items/nullable", "true"),
            "OmfConnection.ClientIds[]: nullable added: true" + READERS),
        missed(
            "an optional property removed",
            remove("#OmfConnection/properties/Description"),
            "OmfConnection.Description: removed" + READERS),
        undone(
            "a required property optional",
            set("#OmfConnection/required", "[Id]"),
            true,
            "OmfConnection.Id: required was true, is false" + READERS),
        found(
            "a status removed",
            remove("@deleteOmfConnection/responses/504"),
            "DELETE " + CONNECTION + " 504: removed (response of deleteOmfConnection)"),
        missed(
            "another success added",
            set("@deleteOmfConnection/responses/204", "{description: Gone}"),
            "DELETE " + CONNECTION + " 204: added (response of deleteOmfConnection)"),
        found(
            "a media type replaced",
            move(
                "@getOmfConnection/responses/200/content/application~1json",
                "@getOmfConnection/responses/200/content/text~1json"),
            answer + ": as application/json removed, was OmfConnection" + GET,
            answer + ": as text/json added: OmfConnection" + GET),
        missed(
            "a media type added",
            set(
                "@getOmfConnection/responses/200/content/application~1xml",
                "{schema: {$ref: '#/components/schemas/OmfConnection'}}"),
            answer + ": as application/xml added: OmfConnection" + GET),
        missed(
            "a body of another schema",
            set(
                "@getOmfConnection/responses/200/content/application~1json/schema/$ref",
                "'#/components/schemas/Trustee'"),
            answer + ": as application/json was OmfConnection, is Trustee" + GET),
        found(
            "a header removed",
            remove("@getOmfConnection/responses/200/headers"),
            answer + " header Operation-Id: removed" + GET),
        found(
            "a header optional",
            set(
                "@getOmfConnection/responses/200/headers/Operation-Id",
                "{schema: {type: string, format: uuid}}"),
            answer + " header Operation-Id: required was true, is false" + GET));
  }

  private static Stream<Case> both() {
    return Stream.of(
        found(
            "an operation removed",
            remove("@deleteOmfConnection"),
            "DELETE " + CONNECTION + ": removed (request of deleteOmfConnection)"),
        found(
            "a path renamed",
            move("/paths/" + OWNER.replace("/", "~1"), "/paths/" + OWNER.replace("/", "~1") + "s"),
            "GET " + OWNER + ": removed (request of getOmfConnectionOwner)",
            "PUT " + OWNER + ": removed (request of updateOmfConnectionOwner)"),
        found(
            "another method",
            move(
                "/paths/" + OWNER.replace("/", "~1") + "/put",
                "/paths/" + OWNER.replace("/", "~1") + "/patch"),
            "PUT " + OWNER + ": removed (request of updateOmfConnectionOwner)"),
        missed(
            "a version removed",
            remove("/servers/0/variables/apiVersion/enum/0"),
            MODEL.operations().stream()
                .map(
                    operation ->
                        "%s %s: under /api/v1 removed (request of %s)"
                            .formatted(operation.method(), operation.path(), operation.id()))
                .toArray(String[]::new)),
        found(
            "an operation's identifier",
            set("@getOmfConnection/operationId", "readOmfConnection"),
            "GET "
                + CONNECTION
                + ": operation id was getOmfConnection, is readOmfConnection (request of"
                + " getOmfConnection)"),
        found(
            "another security scheme",
            set("/components/securitySchemes/key", "{type: apiKey, in: header, name: Key}")
                .and(set("@getOmfConnection/security", "[{key: []}]")),
            "GET "
                + CONNECTION
                + ": security was [{\"clientCredentials\":[]}], is [{\"key\":[]}] (request of"
                + " getOmfConnection)"),
        found(
            "another address for tokens",
            set(
                "/components/securitySchemes/clientCredentials/flows/clientCredentials/tokenUrl",
                "/token"),
            "security clientCredentials: flows was"
                + " {\"clientCredentials\":{\"tokenUrl\":\"/identity/connect/token\",\"scopes\":{}}},"
                + " is {\"clientCredentials\":{\"tokenUrl\":\"/token\",\"scopes\":{}}} (no"
                + " operation in particular)"),
        found(
            "a number of an enumeration",
            set("#TrusteeType/enum/2", "4"),
            "TrusteeType: name Role was 3, is 4" + TRUSTEES),
        missed(
            "a name of an enumeration",
            set("#TrusteeType/x-enum-varnames/2", "Group"),
            "TrusteeType: name Group added: 3" + TRUSTEES.replaceAll("request.*; ", ""),
            "TrusteeType: name Role removed, was 3" + TRUSTEES.replaceAll("; .*", ")")),
        found(
            "a type of free members",
            remove("#ErrorResponseBody/properties/Parameters/additionalProperties"),
            "ErrorResponseBody.Parameters: additionalProperties removed, was {\"type\":\"string\"}"
                + " (response of "
                + String.join(
                    ", ", MODEL.operations().stream().map(Operation::id).sorted().toList())
                + ")"),
        missed(
            "a default",
            set("#AccessControlEntry/properties/AccessRights/default", "31"),
            "AccessControlEntry.AccessRights: default added: 31"
                + TRUSTEES.replaceAll(" \\w+Owner,", "")));
  }

  private static String[] withTimeout(String what) {
    return MODEL.operations().stream()
        .filter(operation -> operation.requestBody() != null)
        .map(
            operation ->
                "%s %s parameter Request-Timeout: %s (request of %s)"
                    .formatted(operation.method(), operation.path(), what, operation.id()))
        .toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void a_change_that_breaks_clients_is_named(Case change) {
    assertThat(BreakingChanges.between(change.released(), change.working()))
        .extracting(BreakingChange::toString)
        .containsExactlyInAnyOrderElementsOf(change.lines());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaking")
  void it_is_known_what_openapi_diff_finds(Case change) {
    List<String> found = OpenApiDiff.breaking(change.released(), change.working());
    assertThat(!found.isEmpty()).as("openapi-diff: %s", found).isEqualTo(change.known());
  }

  @Test
  void the_numbers_are_told() {
    List<Case> all = breaking().toList();
    System.out.printf(
        "History: %d kinds of breaking changes are found and named, openapi-diff finds %d of them;"
            + " %d kinds of compatible ones pass.%n",
        all.size(), all.stream().filter(Case::known).count(), compatible().count());
    assertThat(all).extracting(Case::name).doesNotHaveDuplicates();
  }

  static Stream<Arguments> compatible() {
    return Stream.of(
        arguments(
            "an optional property added to a request",
            set("#OmfConnectionCreate/properties/Kind", "{type: string, maxLength: 5}")),
        arguments(
            "a property added to a response",
            set("#OmfConnection/properties/Kind", "{type: string, nullable: true}")),
        arguments(
            "a limit of a request raised",
            set("#OmfConnectionCreate/properties/Name/maxLength", "201")),
        arguments(
            "a limit of a request removed",
            remove("#OmfConnectionCreate/properties/ClientIds/maxItems")),
        arguments(
            "a limit of a response lowered",
            set("#OmfConnection/properties/Name/maxLength", "150")),
        arguments(
            "null allowed in a request",
            set("#OmfConnectionUpdate/properties/Name/nullable", "true")),
        arguments("a request's property optional", remove("#OmfConnectionUpdate/required/0")),
        arguments("a response's property required", set("#OmfConnection/required", "[Id]")),
        arguments("a value removed from a response", remove("#OmfConnectionState/enum/3")),
        arguments(
            "an operation added",
            set(
                "/paths/~1status",
                "{get: {operationId: getStatus, responses: {'200': {description: Well}}}}")),
        arguments(
            "an optional parameter added",
            set(
                "@getOmfConnections/parameters/-",
                "{name: Skip, in: query, schema: {type: integer, minimum: 0}}")),
        arguments(
            "an error status added",
            set(
                "@getOmfConnectionOwner/responses/504",
                "{$ref: '#/components/responses/GatewayTimeout'}")),
        arguments(
            "a header added to a response",
            set(
                "/components/responses/NotFound/headers/Retry-After",
                "{$ref: '#/components/headers/Retry-After'}")),
        arguments(
            "a media type added to a request",
            set(
                "/components/requestBodies/Trustee/content/text~1json",
                "{schema: {$ref: '#/components/schemas/Trustee'}}")),
        arguments("a version added", set("/servers/0/variables/apiVersion/enum/-", "v2")),
        arguments("an operation deprecated", set("@getOmfConnection/deprecated", "true")),
        arguments("a description", set("@getOmfConnection/description", "Gets it.")),
        arguments("a title", set("@getOmfConnection/summary", "Gets it.")),
        arguments("an example", remove("/components/examples/OmfConnectionActive/value/Name")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("compatible")
  void a_change_that_clients_can_live_with_passes(String name, Edit edit) {
    JsonNode working = edit.of(CONTRACT);
    assertThat(BreakingChanges.between(CONTRACT, working)).isEmpty();
    assertThat(OpenApiDiff.breaking(CONTRACT, working)).isEmpty();
  }
}
