package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.model.Operation;
import java.util.List;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation answers at its address, in every spelling of it, and nothing answers elsewhere.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 6)
class AddressesTest {
  private static final Map<String, UnaryOperator<String>> SPELLINGS =
      new TreeMap<>(
          Map.of(
              "as documented", word -> word,
              "as existing clients write it", AddressesTest::capitalized,
              "in capitals", word -> word.toUpperCase(Locale.ROOT),
              "in small letters", word -> word.toLowerCase(Locale.ROOT)));

  @TestFactory
  Stream<DynamicTest> every_operation_answers_in_every_spelling(Api shared) {
    return shared
        .underEachVersion()
        .flatMap(
            api ->
                Api.CONTRACT.operations().stream().flatMap(operation -> spellings(api, operation)));
  }

  private static Stream<DynamicTest> spellings(Api api, Operation operation) {
    return SPELLINGS.entrySet().stream()
        .flatMap(
            spelling ->
                Stream.of("", "/")
                    .map(
                        end ->
                            DynamicTest.dynamicTest(
                                operation.id()
                                    + " "
                                    + api.version()
                                    + " "
                                    + spelling.getKey()
                                    + (end.isEmpty() ? "" : ", with a slash"),
                                () -> answers(api, operation, spelling.getValue(), end))));
  }

  private static void answers(
      Api api, Operation operation, UnaryOperator<String> spelling, String end) {
    String id = operation.path().contains("{omfConnectionId}") ? api.createNamed("address") : "";
    Request request = api.request(operation.id(), id);
    StringBuilder target = new StringBuilder();
    String[] words = request.target().split("/", -1);
    for (int i = 1; i < words.length; i++) {
      // /api/{version} and the identifiers stay as they are.
      boolean fixed = i > 2 && !words[i].equals(api.tenant()) && !words[i].equals(api.namespace());
      target
          .append('/')
          .append(fixed && !words[i].equals(id) ? spelling.apply(words[i]) : words[i]);
    }
    ApiResponse answer = api.send(request.withTarget(target + end));
    assertThat(answer.status()).isIn(operation.responses().keySet()).isLessThan(300);
    if (operation.id().endsWith("OmfConnection") && !id.isEmpty()) {
      // It is this operation that has answered, not another one of the same shape.
      assertThat(answer.json().path("Id").asText()).isEqualTo(id);
    }
  }

  @Test
  void identifiers_are_matched_exactly(Api api) {
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
  void a_segment_with_a_parameter_is_not_the_identifier_without_it(Api api) {
    String id = api.createNamed("matrix");
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target() + ";v=1")).expect(404);
    api.send(request.withTarget(request.target().replace("omfConnections", "omfConnections;v=1")))
        .expect(404);
  }

  @Test
  void an_encoded_slash_or_dot_is_part_of_the_identifier(Api api) {
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
  void an_encoded_identifier_is_the_same_identifier(Api api) {
    String id = api.createNamed("encoded");
    Request request = api.request("getOmfConnection", id);
    String encoded = "%" + Integer.toHexString(id.charAt(0)) + id.substring(1);
    JsonNode connection =
        api.send(request.withTarget(request.target().replace(id, encoded))).expect(200);
    assertThat(connection.path("Id").asText()).isEqualTo(id);
  }

  @Test
  void an_encoded_tenant_or_namespace_is_the_same(Api api) {
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
  void an_identifier_of_any_characters_and_length_is_not_found(String text, Api api) {
    String id = text.replace("LONG", "x".repeat(1_000));
    for (Operation operation : Api.CONTRACT.operations()) {
      if (operation.path().contains("{omfConnectionId}")) {
        api.send(api.request(operation.id(), id)).expect(404);
      }
    }
  }

  @Test
  void header_fields_are_known_whatever_the_capitals_of_their_names(Api api) {
    List<UnaryOperator<String>> spellings =
        List.of(name -> name.toLowerCase(Locale.ROOT), name -> name.toUpperCase(Locale.ROOT));
    for (UnaryOperator<String> spelling : spellings) {
      Request right = api.request("createOmfConnection", "");
      Request request = right;
      for (String name : new String[] {"Authorization", "Content-Type"}) {
        String value = right.headers().first(name).orElseThrow();
        request = request.withoutHeader(name).plusHeader(spelling.apply(name), value);
      }
      api.send(request).expect(202);
      api.send(request.plusHeader(spelling.apply("Request-Timeout"), "0.000000001")).expect(408);
    }
  }

  @Test
  void identifiers_are_matched_exactly_by_every_operation(Api api) {
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
  void nothing_answers_below_or_beside_a_connection_that_is_there(Api api) {
    String id = api.createNamed("there");
    Request request = api.request("getOmfConnection", id);
    for (String end : new String[] {"/none", "/own", "/owners", "/owner/x", "/accesscontrol/x"}) {
      api.send(request.withTarget(request.target() + end)).expect(404);
    }
  }

  @Test
  void a_list_has_no_pages_whatever_a_query_asks_for(Api api) {
    String first = api.createNamed("first");
    String second = api.createNamed("second");
    Request request = api.request("getOmfConnections", "");
    for (String query :
        new String[] {"skip=0&count=1", "count=0", "query=none", "$top=1&$skip=1", "limit=1"}) {
      List<String> listed =
          api.send(request.withTarget(request.target() + "?" + query))
              .expect(200)
              .path("Results")
              .findValuesAsText("Id");
      assertThat(listed).contains(first, second);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "If-None-Match,*",
    "If-Match,none",
    "If-Modified-Since,'Fri, 31 Dec 2100 23:59:59 GMT'",
    "If-Unmodified-Since,'Sat, 01 Jan 2000 00:00:00 GMT'",
    "Range,bytes=0-0",
    "X-HTTP-Method-Override,DELETE",
    "Origin,https://example.com",
    "Operation-Id,00000000-0000-4000-8000-000000000002",
  })
  void a_header_that_the_contract_lacks_changes_nothing(String name, String value, Api api) {
    String id = api.createNamed("headers");
    for (Operation operation : Api.CONTRACT.operations()) {
      if (!operation.method().equals("DELETE")) {
        // Twice: the check holds, too, that no two answers have the same Operation-Id.
        for (int i = 0; i < 2; i++) {
          Request request = api.request(operation.id(), id).withHeader(name, value);
          assertThat(api.send(request).status()).isBetween(200, 202);
        }
      }
    }
    api.get(id).expect(200);
  }

  @Test
  void what_a_browser_asks_before_it_calls_is_not_allowed(Api api) {
    Request request =
        api.request("getOmfConnections", "")
            .withMethod("OPTIONS")
            .withoutHeader("Authorization")
            .withHeader("Origin", "https://example.com")
            .withHeader("Access-Control-Request-Method", "POST");
    assertThat(api.send(request).status()).isEqualTo(405);
  }

  @Test
  void a_query_changes_nothing(Api api) {
    String id = api.createNamed("query");
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target() + "?a=b&c=%2F")).expect(200);
    api.send(request.withTarget(request.target() + "/?")).expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/v1",
        "/api/v3/tenants/T/namespaces/N/omfConnections",
        "/api/v2/tenants/T/namespaces/N/omfConnections",
        "/v1/tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T",
        "/api/v1/tenants/T/namespaces/N",
        "/api/v1/tenants/T/namespaces/N/omfConnection",
        "/api/v1/tenants/T/namespaces/N/omfConnectionsX",
        "/api/v1/tenants/T/namespaces//omfConnections",
        "/api/v1/tenants//namespaces/N/omfConnections",
        "/api/v1//tenants/T/namespaces/N/omfConnections",
        "//api/v1/tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T/namespaces/N/omfConnections//",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/access",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/owner/x",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C//owner",
        "/api/v1/tenants/T/namespaces/N/accesscontrol",
        "/api/v1/tenants/T/namespaces/N/accesscontrol/other",
        "/api/v1/tenants/T/namespaces/N/omfConnections/C/%zz",
        "/api/v1/tenants/T/namespaces/N/omfConnections/%",
        "/api/v1/tenants/T/namespaces/N/omfConnections/a%2",
        "/application.wadl",
        "/openapi.yaml",
        "/favicon.ico",
      })
  void an_address_that_the_contract_lacks_is_not_found(String template, Api api) {
    // The check holds status, error body and header fields, with a token and without.
    String target = template.replace("T", api.tenant()).replace("N", api.namespace());
    Request request = api.request("getOmfConnections", "").withTarget(target);
    api.send(request).expect(404, 400);
    api.send(request.withoutHeader("Authorization")).expect(404, 400);
    api.send(request.withMethod("POST").withBody("{}")).expect(404, 400);
  }

  @TestFactory
  Stream<DynamicTest> a_method_that_an_address_lacks_is_not_allowed(Api api) {
    return Stream.of(
            "GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "MAKE")
        .flatMap(
            method ->
                Api.CONTRACT.operations().stream()
                    .map(Operation::path)
                    .distinct()
                    .filter(path -> lacks(path, method))
                    .map(
                        path ->
                            DynamicTest.dynamicTest(
                                method + " " + path, () -> isNotAllowed(api, path, method))));
  }

  private static boolean lacks(String path, String method) {
    return Api.CONTRACT.operations().stream()
        .noneMatch(o -> o.path().equals(path) && o.method().equals(method));
  }

  private static void isNotAllowed(Api api, String path, String method) {
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

  @ParameterizedTest
  @CsvSource({"text/html", "application/xml", "application/json;q=0", "*/*;q=0", "nonsense"})
  void an_accept_that_excludes_json_gets_json(String accept, Api api) {
    api.send(api.request("getOmfConnections", "").withHeader("Accept", accept)).expect(200);
    String id = api.createNamed("accept");
    api.send(api.request("updateOmfConnection", id).withHeader("Accept", accept)).expect(200);
    api.send(api.request("getOmfConnection", Api.UNKNOWN_CONNECTION).withHeader("Accept", accept))
        .expect(404);
  }

  @Test
  void the_versions_show_the_same_connections(Api api) {
    String id = api.create(Bodies.connection("both")).expect(202).path("Id").asText();
    JsonNode connection = api.awaitState(id, "Active");
    api.underEachVersion()
        .forEach(
            versioned -> {
              assertThat(versioned.get(id).expect(200)).isEqualTo(connection);
              assertThat(versioned.isListed(id)).isTrue();
            });
  }

  private static String capitalized(String word) {
    return switch (word) {
      case "accesscontrol" -> "AccessControl";
      case "accessrights" -> "AccessRights";
      default -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    };
  }
}
