package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.http.Delivery;
import io.omfconnections.contract.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is not done in time gets 408 and changes nothing. */
@ContractSuite
class RequestTimeoutTest {
  private static final String AT_ONCE = "0.000000001";

  // A server that waits for the end of such a body is still waiting when the test's time is over.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  // A server whose own limit it is that ends the request takes at least as long, as a rule.
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(20);

  // ------------------------------------------------------------------ The request's own limit

  @Test
  void a_create_that_is_out_of_time_creates_nothing(Api api) {
    String client = Bodies.newClient();
    List<String> before = api.identifiers();
    Request request = api.request("createOmfConnection", "").withBody(Bodies.connectionFor(client));
    JsonNode error = api.send(request.withHeader("Request-Timeout", AT_ONCE)).expect(408);
    assertThat(error.path("Parameters").has("Request-Timeout")).isTrue();
    assertThat(before).containsAll(api.identifiers());
    // Its client is not taken either.
    api.send(request).expect(202);
  }

  @Test
  void an_update_or_delete_that_is_out_of_time_changes_nothing(Api api) {
    String id = api.createActive(Bodies.connection("in time"));
    JsonNode before = api.get(id).expect(200);
    JsonNode list = api.accessControlList(id).expect(200);
    JsonNode owner = api.owner(id).expect(200);
    outOfTime(api, api.request("updateOmfConnection", id));
    outOfTime(api, api.request("deleteOmfConnection", id));
    outOfTime(
        api,
        api.request("updateOmfConnectionAccessControlList", id)
            .withBody(Bodies.accessControlList()));
    outOfTime(
        api,
        api.request("updateOmfConnectionOwner", id)
            .withBody(Bodies.trustee(1, "someone", api.tenant())));
    assertThat(api.get(id).expect(200)).isEqualTo(before);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    assertThat(api.owner(id).expect(200)).isEqualTo(owner);
  }

  private static void outOfTime(Api api, Request request) {
    api.send(request.withHeader("Request-Timeout", AT_ONCE)).expect(408);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "2.5", "30.000", "29.999999999999999999", "00030", "999999999999"})
  void a_request_with_enough_time_is_done(String seconds, Api api) {
    Request request = api.request("createOmfConnection", "");
    api.send(request.withHeader("Request-Timeout", seconds)).expect(202);
    api.send(api.request("getOmfConnections", "").withHeader("Request-Timeout", seconds))
        .expect(200);
  }

  @TestFactory
  Stream<DynamicTest> a_timeout_that_is_no_positive_number_is_refused_or_ignored(Api api) {
    String id = api.createNamed("timeouts");
    return Stream.of(
            "0",
            "0.0",
            "-1",
            "-0.5",
            "soon",
            "",
            "1s",
            "1,5",
            "0x10",
            "1e3",
            "NaN",
            "Infinity",
            "+5",
            "5.",
            ".5",
            "1 2",
            "PT1S",
            "\u0661")
        .flatMap(
            value ->
                Api.CONTRACT.operations().stream()
                    .filter(operation -> !operation.id().startsWith("delete"))
                    .map(
                        operation ->
                            DynamicTest.dynamicTest(
                                operation.id() + " '" + value + "'",
                                () -> refusedOrIgnored(api, operation, id, value))));
  }

  private static void refusedOrIgnored(Api api, Operation operation, String id, String value) {
    ApiResponse answer =
        api.send(api.request(operation.id(), id).withHeader("Request-Timeout", value));
    if (operation.responses().containsKey(400)) {
      assertThat(answer.expect(400).path("Parameters").has("Request-Timeout")).isTrue();
    } else {
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void a_body_that_trickles_for_longer_than_the_request_allows_is_out_of_time(Api api) {
    String id = api.createNamed("trickled");
    for (String version : api.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        if (operation.requestBody() != null) {
          Request request = api.under(version).request(operation.id(), id);
          Instant start = Instant.now();
          api.send(request.withHeader("Request-Timeout", "0.3"), Delivery.trickling(PIECES, PAUSE))
              .expect(408);
          assertThat(Duration.between(start, Instant.now())).isLessThan(USUAL_LIMIT);
        }
      }
    }
  }

  @Test
  void a_body_that_trickles_in_time_is_accepted(Api api) {
    Request request = api.request("createOmfConnection", "");
    api.send(request, Delivery.trickling(10, Duration.ofMillis(20))).expect(202);
    api.send(api.request("createOmfConnection", ""), new Delivery(true, 10, Duration.ofMillis(20)))
        .expect(202);
  }

  // ----------------------------------------------------------------------- The server's limit
}
