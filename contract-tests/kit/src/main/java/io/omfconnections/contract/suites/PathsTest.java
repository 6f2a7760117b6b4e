package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.TestsHttp;
import io.omfconnections.contract.model.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each operation is found under its documented path, in any letter case and with or without a
 * trailing slash; other paths get 404, other methods 405. Long because each kind of path is a test.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 6)
class PathsTest {
  private static final Map<String, UnaryOperator<String>> LETTER_CASES =
      new TreeMap<>(
          Map.of(
              "as documented", segment -> segment,
              "capitalized as by existing clients", PathsTest::capitalized,
              "in upper case", segment -> segment.toUpperCase(Locale.ROOT),
              "in lower case", segment -> segment.toLowerCase(Locale.ROOT)));

  @TestFactory
  Stream<DynamicTest> paths_are_case_insensitive_and_may_end_with_slash(Api shared) {
    return shared
        .underEachVersion()
        .flatMap(
            api ->
                Api.CONTRACT.operations().stream()
                    .flatMap(operation -> letterCases(api, operation)));
  }

  private static Stream<DynamicTest> letterCases(Api api, Operation operation) {
    return LETTER_CASES.entrySet().stream()
        .flatMap(
            letterCase ->
                Stream.of("", "/")
                    .map(
                        end ->
                            DynamicTest.dynamicTest(
                                operation.id()
                                    + " "
                                    + api.version()
                                    + " "
                                    + letterCase.getKey()
                                    + (end.isEmpty() ? "" : ", with trailing slash"),
                                () -> assertMatched(api, operation, letterCase.getValue(), end))));
  }

  private static void assertMatched(
      Api api, Operation operation, UnaryOperator<String> letterCase, String end) {
    String id = operation.path().contains("{omfConnectionId}") ? api.createNamed("path") : "";
    Request request = api.request(operation.id(), id);
    StringBuilder target = new StringBuilder();
    String[] segments = request.target().split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      // Changes only fixed segments, not /api/{version} and the IDs.
      boolean fixed =
          i > 2 && !segments[i].equals(api.tenant()) && !segments[i].equals(api.namespace());
      target
          .append('/')
          .append(fixed && !segments[i].equals(id) ? letterCase.apply(segments[i]) : segments[i]);
    }
    ApiResponse response = api.send(request.withTarget(target + end));
    assertThat(response.status()).isIn(operation.responses().keySet()).isLessThan(300);
    if (operation.id().endsWith("OmfConnection") && !id.isEmpty()) {
      // The response comes from this operation, not from another one with a similar response.
      assertThat(response.json().path("Id").asText()).isEqualTo(id);
    }
  }

  @Test
  void connection_id_and_namespace_are_matched_exactly(Api api) {
    String id = api.createNamed("exact");
    for (String other :
        new String[] {
          id.toUpperCase(Locale.ROOT), id + " ", " " + id, id + "x", id.substring(1), "{" + id + "}"
        }) {
      if (!other.equals(id)) {
        api.get(other).expect(404);
        api.delete(other).expect(404);
      }
    }
    api.in(api.tenant(), api.namespace().toUpperCase(Locale.ROOT)).list().expect(404);
    api.in(api.tenant(), api.namespace() + " ").list().expect(404);
    api.get(id).expect(200);
  }

  @Test
  void matrix_parameter_is_part_of_path_segment(Api api) {
    String id = api.createNamed("matrix");
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target() + ";v=1")).expect(404);
    api.send(request.withTarget(request.target().replace("omfConnections", "omfConnections;v=1")))
        .expect(404);
  }

  @Test
  @TestsHttp
  void encoded_slash_or_dot_is_part_of_connection_id(Api api) {
    String id = api.createNamed("slash");
    api.get(id + "/owner").expect(404);
    api.delete("x/../" + id).expect(404);
    Request request = api.request("getOmfConnection", id);
    for (String other : new String[] {"%2E%2E", "%2E", "%2e%2e%2f" + id, id + "%00", id + "%20"}) {
      api.send(request.withTarget(request.target().replace(id, other))).expect(404);
    }
    api.get(id).expect(200);
  }

  @Test
  void percent_encoded_connection_id_is_decoded(Api api) {
    String id = api.createNamed("encoded");
    Request request = api.request("getOmfConnection", id);
    String encoded = "%" + Integer.toHexString(id.charAt(0)) + id.substring(1);
    JsonNode connection =
        api.send(request.withTarget(request.target().replace(id, encoded))).expect(200);
    assertThat(connection.path("Id").asText()).isEqualTo(id);
  }

  @Test
  void percent_encoded_tenant_or_namespace_is_decoded(Api api) {
    Request request = api.request("getOmfConnections", "");
    String namespace = "/namespaces/" + Api.encoded(api.namespace());
    for (String[] part :
        new String[][] {
          {"/tenants/" + api.tenant(), "/tenants/", api.tenant()},
          {namespace, "/namespaces/", api.namespace()},
        }) {
      int first = part[2].charAt(0);
      if (first < 128) {
        String encoded =
            part[1] + "%" + Integer.toHexString(first) + Api.encoded(part[2].substring(1));
        api.send(request.withTarget(request.target().replace(part[0], encoded))).expect(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "a\"b",
        "<b>x</b>",
        "Zo\u00eb",
        "\ud83d\ude00",
        "'; --",
        "a+b",
        "{}",
        "LONG"
      })
  void unknown_connection_id_of_any_characters_or_length_is_404(String text, Api api) {
    String id = text.replace("LONG", "x".repeat(1_000));
    for (Operation operation : Api.CONTRACT.operations()) {
      if (operation.path().contains("{omfConnectionId}")) {
        api.send(api.request(operation.id(), id)).expect(404);
      }
    }
  }

  @Test
  void every_operation_matches_ids_exactly(Api api) {
    String id = api.createActive(Bodies.connection("exact"));
    String other = id.toUpperCase(Locale.ROOT);
    String tenant = api.tenant().toUpperCase(Locale.ROOT);
    for (Operation operation : Api.CONTRACT.operations()) {
      if (operation.path().contains("{omfConnectionId}") && !other.equals(id)) {
        api.send(api.request(operation.id(), other)).expect(404);
      }
      if (!tenant.equals(api.tenant())) {
        api.send(api.in(tenant, api.namespace()).request(operation.id(), id)).expect(403);
      }
    }
    api.get(id).expect(200);
  }

  @Test
  void unknown_path_below_existing_connection_is_404(Api api) {
    String id = api.createNamed("existing");
    Request request = api.request("getOmfConnection", id);
    for (String end : new String[] {"/none", "/own", "/owners", "/owner/x", "/accesscontrol/x"}) {
      api.send(request.withTarget(request.target() + end)).expect(404);
    }
  }

  @Test
  void cors_preflight_request_is_405(Api api) {
    Request request =
        api.request("getOmfConnections", "")
            .withMethod("OPTIONS")
            .withoutHeader("Authorization")
            .withHeader("Origin", "https://example.com")
            .withHeader("Access-Control-Request-Method", "POST");
    assertThat(api.send(request).status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/v1",
        "/api/v3/tenants/T/namespaces/N/omfConnections",
        "/api/v2/tenants/T/namespaces/N/omfConnections",
        "/v1/tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T",
        "/api/v1/tenants/T/namespaces/N",
        "/api/v1/tenants/T/namespaces/N/omfConnection",
        "/api/v1/tenants/T/namespaces/N/omfConnectionsX",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/access",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/owner/x",
        "/api/v1/tenants/T/namespaces/N/accesscontrol",
        "/api/v1/tenants/T/namespaces/N/accesscontrol/other",
      })
  void undocumented_path_is_404_or_400(String template, Api api) {
    assertNotFound(template, api);
  }

  @ParameterizedTest
  @TestsHttp
  @ValueSource(
      strings = {
        "/api/v1/tenants/T/namespaces//omfConnections",
        "/api/v1/tenants//namespaces/N/omfConnections",
        "/api/v1//tenants/T/namespaces/N/omfConnections",
        "//api/v1/tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T/namespaces/N/omfConnections//",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C//owner",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/%zz",
        "/api/v1/tenants/T/namespaces/N/omfConnections/%",
        "/api/v1/tenants/T/namespaces/N/omfConnections/a%2",
      })
  void path_with_empty_segment_or_malformed_encoding_is_404_or_400(String template, Api api) {
    assertNotFound(template, api);
  }

  private static void assertNotFound(String template, Api api) {
    // The contract check verifies status code, error body and header fields, with and without a
    // token.
    String target = template.replace("T", api.tenant()).replace("N", api.namespace());
    Request request = api.request("getOmfConnections", "").withTarget(target);
    api.send(request).expect(404, 400);
    api.send(request.withoutHeader("Authorization")).expect(404, 400);
    api.send(request.withMethod("POST").withBody("{}")).expect(404, 400);
  }

  @TestFactory
  Stream<DynamicTest> undocumented_method_is_405(Api api) {
    return notAllowed(api, "GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "MAKE");
  }

  @TestFactory
  @TestsHttp
  Stream<DynamicTest> trace_and_method_in_lower_case_are_405(Api api) {
    return notAllowed(api, "TRACE", "get");
  }

  private static Stream<DynamicTest> notAllowed(Api api, String... methods) {
    return Stream.of(methods)
        .flatMap(
            method ->
                Api.CONTRACT.operations().stream()
                    .map(Operation::path)
                    .distinct()
                    .filter(path -> isUndocumented(path, method))
                    .map(
                        path ->
                            DynamicTest.dynamicTest(
                                method + " " + path, () -> assertNotAllowed(api, path, method))));
  }

  private static boolean isUndocumented(String path, String method) {
    return Api.CONTRACT.operations().stream()
        .noneMatch(o -> o.path().equals(path) && o.method().equals(method));
  }

  private static void assertNotAllowed(Api api, String path, String method) {
    Operation operation =
        Api.CONTRACT.operations().stream()
            .filter(o -> o.path().equals(path))
            .findFirst()
            .orElseThrow();
    Request request =
        api.request(operation.id(), Api.UNKNOWN_CONNECTION)
            .withoutHeader("Content-Type")
            .withBody("")
            .withMethod(method);
    assertThat(api.send(request).status()).isEqualTo(405);
    assertThat(api.send(request.withoutHeader("Authorization")).status()).isEqualTo(405);
  }

  @Test
  void all_api_versions_show_the_same_connections(Api api) {
    String id = api.create(Bodies.connection("both")).expect(202).path("Id").asText();
    JsonNode connection = api.awaitState(id, "Active");
    api.underEachVersion()
        .forEach(
            versioned -> {
              assertThat(versioned.get(id).expect(200)).isEqualTo(connection);
              assertThat(versioned.isListed(id)).isTrue();
            });
  }

  private static String capitalized(String segment) {
    return switch (segment) {
      case "accesscontrol" -> "AccessControl";
      case "accessrights" -> "AccessRights";
      default -> segment.substring(0, 1).toUpperCase(Locale.ROOT) + segment.substring(1);
    };
  }
}
