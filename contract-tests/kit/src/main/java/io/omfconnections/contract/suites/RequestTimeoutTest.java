package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.TestsHttp;
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

/** A request that exceeds its Request-Timeout gets 408 and changes nothing. */
@ContractSuite
class RequestTimeoutTest {
  /** A timeout, in seconds, that no server can meet. */
  private static final String ONE_NANOSECOND = "0.000000001";

  // Sending the body takes 150 seconds: longer than the time limit of a test, so that a server that
  // reads the whole body before it checks the timeout fails.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  // Shorter than the limit that servers usually have of their own: the response must be due to
  // Request-Timeout.
  private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(20);

  @Test
  void timed_out_create_is_408_and_creates_nothing(Api api) {
    String client = Bodies.newClient();
    List<String> before = api.identifiers();
    Request request = api.request("createOmfConnection", "").withBody(Bodies.connectionFor(client));
    JsonNode error = api.send(request.withHeader("Request-Timeout", ONE_NANOSECOND)).expect(408);
    assertThat(error.path("Parameters").has("Request-Timeout")).isTrue();
    assertThat(before).containsAll(api.identifiers());
    // The client is still available.
    api.send(request).expect(202);
  }

  @Test
  void timed_out_update_or_delete_is_408_and_changes_nothing(Api api) {
    String id = api.createActive(Bodies.connection("in time"));
    JsonNode before = api.get(id).expect(200);
    JsonNode list = api.accessControlList(id).expect(200);
    JsonNode owner = api.owner(id).expect(200);
    assertTimesOut(api, api.request("updateOmfConnection", id));
    assertTimesOut(api, api.request("deleteOmfConnection", id));
    assertTimesOut(
        api,
        api.request("updateOmfConnectionAccessControlList", id)
            .withBody(Bodies.accessControlList()));
    assertTimesOut(
        api,
        api.request("updateOmfConnectionOwner", id)
            .withBody(Bodies.trustee(1, "someone", api.tenant())));
    assertThat(api.get(id).expect(200)).isEqualTo(before);
    assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
    assertThat(api.owner(id).expect(200)).isEqualTo(owner);
  }

  private static void assertTimesOut(Api api, Request request) {
    api.send(request.withHeader("Request-Timeout", ONE_NANOSECOND)).expect(408);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "2.5", "30.000", "29.999999999999999999", "00030", "999999999999"})
  void request_with_sufficient_timeout_succeeds(String seconds, Api api) {
    Request request = api.request("createOmfConnection", "");
    api.send(request.withHeader("Request-Timeout", seconds)).expect(202);
    api.send(api.request("getOmfConnections", "").withHeader("Request-Timeout", seconds))
        .expect(200);
  }

  @TestFactory
  Stream<DynamicTest> invalid_timeout_is_400_where_documented_and_ignored_elsewhere(Api api) {
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
                                () -> assertRejectedOrIgnored(api, operation, id, value))));
  }

  private static void assertRejectedOrIgnored(
      Api api, Operation operation, String id, String value) {
    ApiResponse response =
        api.send(api.request(operation.id(), id).withHeader("Request-Timeout", value));
    if (operation.responses().containsKey(400)) {
      assertThat(response.expect(400).path("Parameters").has("Request-Timeout")).isTrue();
    } else {
      assertThat(response.status()).isEqualTo(200);
    }
  }

  @Test
  @TestsHttp
  void slow_body_that_exceeds_timeout_is_408(Api api) {
    String id = api.createNamed("slow body");
    for (String version : api.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        if (operation.requestBody() != null) {
          Request request = api.under(version).request(operation.id(), id);
          Instant start = Instant.now();
          api.send(request.withHeader("Request-Timeout", "0.3"), Delivery.trickling(PIECES, PAUSE))
              .expect(408);
          assertThat(Duration.between(start, Instant.now())).isLessThan(MAX_RESPONSE_TIME);
        }
      }
    }
  }

  @Test
  @TestsHttp
  void slow_body_within_timeout_is_accepted(Api api) {
    Request request = api.request("createOmfConnection", "");
    api.send(request, Delivery.trickling(10, Duration.ofMillis(20))).expect(202);
    api.send(api.request("createOmfConnection", ""), new Delivery(true, 10, Duration.ofMillis(20)))
        .expect(202);
  }
}
