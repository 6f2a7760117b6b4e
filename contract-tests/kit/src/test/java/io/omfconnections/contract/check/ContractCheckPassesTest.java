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

/** Exchanges that keep to the contract, also in unusual ways, have no violation. */
class ContractCheckPassesTest {
  private static final Contract CONTRACT = Contract.load();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);
  private static final RightExchanges RIGHT = new RightExchanges(CONTRACT);

  @TestFactory
  Stream<DynamicTest> every_example_of_the_contract_passes() {
    return RIGHT.all().entrySet().stream()
        .map(right -> DynamicTest.dynamicTest(right.getKey(), () -> passes(right.getValue())));
  }

  @Test
  void there_is_an_example_for_each_cell() {
    Coverage coverage = new Coverage(CONTRACT);
    RIGHT.all().values().forEach(coverage::add);
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
  void an_address_in_another_spelling_is_known(String target) {
    passes(ask(RIGHT.of("getOmfConnections", 200), request -> request.withTarget(target)));
  }

  @Test
  void a_request_with_a_charset_and_unknown_members_may_be_accepted() {
    passes(
        ask(
            RIGHT.of("createOmfConnection", 202),
            request ->
                request
                    .withHeader("Content-Type", "application/json; charset=utf-8")
                    .withBody("{\"ClientIds\":[],\"Id\":7,\"State\":{},\"more\":[[null]]}")));
  }

  @Test
  void a_bad_timeout_may_be_ignored_where_the_contract_says_so() {
    passes(
        ask(
            RIGHT.of("getOmfConnection", 200),
            request -> request.withHeader("Request-Timeout", "soon")));
  }

  @Test
  void a_name_of_200_characters_beyond_the_basic_plane_may_be_accepted() {
    passes(
        ask(
            RIGHT.of("createOmfConnection", 202),
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
  void an_address_outside_the_contract_may_get(String method, String target, int status) {
    passes(
        ask(
            status(RIGHT.of("getOmfConnection", 404), status),
            request -> request.withMethod(method).withTarget(target)));
  }

  @Test
  void a_method_outside_the_contract_may_get_405_with_allow() {
    Exchange right = RIGHT.of("getOmfConnection", 404);
    Headers headers = right.response().headers().plus("Allow", "GET, PUT").plus("Allow", "DELETE");
    for (String method : new String[] {"PATCH", "POST", "TRACE", "get"}) {
      passes(
          ask(right, request -> request.withMethod(method))
              .withResponse(new Response(405, headers, right.response().body())));
    }
    passes(
        ask(right, request -> request.withMethod("HEAD"))
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
  void a_challenge_may_be(String challenge) {
    Exchange right = RIGHT.of("getOmfConnection", 401);
    Headers headers = right.response().headers().with("WWW-Authenticate", challenge);
    passes(right.withResponse(new Response(401, headers, right.response().body())));
  }

  @Test
  void what_is_not_http_may_get_an_error() {
    Exchange right = RIGHT.of("createOmfConnection", 400);
    passes(ask(right, r -> new Request(r.method(), r.target(), r.headers(), r.body(), false)));
  }

  @Test
  void the_identity_endpoints_need_an_operation_id_and_json_only() {
    Exchange right = RIGHT.of("getOmfConnection", 200);
    Headers headers =
        Headers.none()
            .plus("operation-id", "8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90")
            .plus("Content-Type", "application/jwk-set+json");
    passes(
        ask(right, request -> request.withTarget("/identity/jwks"))
            .withResponse(new Response(200, headers, Body.of("{\"keys\":[]}"))));
  }

  private static void passes(Exchange exchange) {
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
  void the_right_exchanges_are_many() {
    Map<String, Exchange> all = RIGHT.all();
    assertThat(all).hasSizeGreaterThan(2 * 13 * 8);
  }
}
