package io.omfconnections.contract.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.Coverage;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges that follow the contract, even in unusual ways, have no violations. */
class ContractCheckPassesTest {
  private static final Contract CONTRACT = Contract.load();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);
  private static final ValidExchanges VALID = new ValidExchanges(CONTRACT);

  @TestFactory
  Stream<DynamicTest> example_of_the_contract_has_no_violations() {
    return VALID.all().entrySet().stream()
        .map(
            valid ->
                DynamicTest.dynamicTest(
                    valid.getKey(), () -> assertNoViolations(valid.getValue())));
  }

  @Test
  void contract_has_an_example_for_each_status_case() {
    Coverage coverage = new Coverage(CONTRACT);
    VALID.all().values().forEach(coverage::add);
    assertThat(coverage.missing()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/Tenants/t/Namespaces/n/OmfConnections",
        "/api/v2-preview/TENANTS/t/NAMESPACES/n/OMFCONNECTIONS/",
        "/api/v1/tenants/t/namespaces/n/omfConnections?top=1",
        "/api/v1/tenants/%74/namespaces/a%2Fb/omfConnections",
      })
  void path_in_an_equivalent_spelling_is_accepted(String target) {
    assertNoViolations(
        ask(VALID.of("getOmfConnections", 200), request -> request.withTarget(target)));
  }

  @Test
  void request_with_charset_and_unknown_properties_may_be_accepted() {
    assertNoViolations(
        ask(
            VALID.of("createOmfConnection", 202),
            request ->
                request
                    .withHeader("Content-Type", "application/json; charset=utf-8")
                    .withBody("{\"ClientIds\":[],\"Id\":7,\"State\":{},\"more\":[[null]]}")));
  }

  @Test
  void invalid_request_timeout_may_be_ignored_where_the_contract_says_so() {
    assertNoViolations(
        ask(
            VALID.of("getOmfConnection", 200),
            request -> request.withHeader("Request-Timeout", "soon")));
  }

  @Test
  void name_of_200_characters_outside_the_basic_plane_may_be_accepted() {
    assertNoViolations(
        ask(
            VALID.of("createOmfConnection", 202),
            request ->
                request.withBody(
                    "{\"ClientIds\":[],\"Name\":\"" + "\uD83D\uDE00".repeat(200) + "\"}")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /api/v3/tenants/t/namespaces/n/omfConnections, 404",
    "GET, /api/v1/tenants//namespaces/n/omfConnections, 404",
    "GET, /api/v1/tenants/%zz/namespaces/n/omfConnections, 400",
    "GET, /api/v1/tenants/%zz/namespaces/n/omfConnections, 404",
  })
  void unknown_path_may_get_status(String method, String target, int status) {
    assertNoViolations(
        ask(
            status(VALID.of("getOmfConnection", 404), status),
            request -> request.withMethod(method).withTarget(target)));
  }

  @Test
  void unknown_method_may_get_405_with_allow() {
    Exchange valid = VALID.of("getOmfConnection", 404);
    Headers headers = valid.response().headers().plus("Allow", "GET, PUT").plus("Allow", "DELETE");
    for (String method : new String[] {"PATCH", "POST", "TRACE", "get"}) {
      assertNoViolations(
          ask(valid, request -> request.withMethod(method))
              .withResponse(new Response(405, headers, valid.response().body())));
    }
    assertNoViolations(
        ask(valid, request -> request.withMethod("HEAD"))
            .withResponse(new Response(405, headers, Body.empty())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "bearer realm=\"omf\"",
        "Bearer realm=\"omf\", error=\"invalid_token\", error_description=\"it \\\"ended\\\"\"",
        "Bearer error=invalid_token",
      })
  void challenge_is_accepted(String challenge) {
    Exchange valid = VALID.of("getOmfConnection", 401);
    Headers headers = valid.response().headers().with("WWW-Authenticate", challenge);
    assertNoViolations(valid.withResponse(new Response(401, headers, valid.response().body())));
  }

  @Test
  void malformed_http_may_get_an_error() {
    Exchange valid = VALID.of("createOmfConnection", 400);
    assertNoViolations(
        ask(valid, r -> new Request(r.method(), r.target(), r.headers(), r.body(), false)));
  }

  @Test
  void identity_endpoint_needs_only_an_operation_id_and_json() {
    Exchange valid = VALID.of("getOmfConnection", 200);
    Headers headers =
        Headers.none()
            .plus("operation-id", "8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90")
            .plus("Content-Type", "application/jwk-set+json");
    assertNoViolations(
        ask(valid, request -> request.withTarget("/identity/jwks"))
            .withResponse(new Response(200, headers, Body.of("{\"keys\":[]}"))));
  }

  private static void assertNoViolations(Exchange exchange) {
    assertThat(CHECK.check(exchange)).as(exchange.describe()).isEmpty();
  }

  private static Exchange ask(Exchange exchange, UnaryOperator<Request> change) {
    return new Exchange(change.apply(exchange.request()), exchange.response());
  }

  private static Exchange status(Exchange exchange, int status) {
    return exchange.withResponse(
        new Response(status, exchange.response().headers(), exchange.response().body()));
  }

  @Test
  void contract_has_many_examples() {
    Map<String, Exchange> all = VALID.all();
    assertThat(all).hasSizeGreaterThan(2 * 13 * 8);
  }
}
