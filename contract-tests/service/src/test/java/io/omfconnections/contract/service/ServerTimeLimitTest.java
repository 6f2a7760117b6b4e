package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.http.Delivery;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A request that is not done within the service's own limit gets 408 and changes nothing. */
@ContractSuite
class ServerTimeLimitTest {
  // A server that waits for the end of such a body is still waiting when the test's time is over.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @TestFactory
  Stream<DynamicTest> the_servers_limit_holds_without_a_header() {
    // No token can be got in this time, so they come from somewhere else.
    TestIssuer issuer = TestIssuer.start();
    OwnServer server =
        OwnServer.start(
            config ->
                config
                    .requestTimeout(Duration.ofNanos(1))
                    .externalIssuer(
                        new ExternalIssuer(
                            issuer.uri(),
                            Set.of(TestIssuer.AUDIENCE),
                            issuer.jwksUri(),
                            ClaimNames.DEFAULT)));
    Api api = server.api(issuer.client("administrator", Fixtures.ADMINISTRATOR_ROLE));
    return Stream.concat(
        Api.CONTRACT.versions().stream()
            .flatMap(
                version ->
                    Api.CONTRACT.operations().stream()
                        .map(
                            operation ->
                                DynamicTest.dynamicTest(
                                    operation.id() + " " + version,
                                    () -> isOutOfTime(api.under(version), operation)))),
        Stream.of(DynamicTest.dynamicTest("the end", () -> close(server, issuer))));
  }

  private static void close(OwnServer server, TestIssuer issuer) {
    server.close();
    issuer.close();
  }

  private static void isOutOfTime(Api api, Operation operation) {
    Request request = api.request(operation.id(), Api.NO_CONNECTION);
    api.send(request).expect(408);
    // A request may ask for less time than the server gives, not for more.
    api.send(request.withHeader("Request-Timeout", "30")).expect(408);
  }

  @Test
  void a_body_that_trickles_for_longer_than_the_server_allows_is_out_of_time() {
    try (OwnServer server =
        OwnServer.start(config -> config.requestTimeout(Duration.ofSeconds(2)))) {
      Api api = server.api();
      Request request = api.request("createOmfConnection", "");
      api.send(request, new Delivery(false, PIECES, PAUSE)).expect(408);
      api.send(request, new Delivery(true, PIECES, PAUSE)).expect(408);
      assertThat(api.list().expect(200).path("Results")).isEmpty();
      // The trickle has kept nobody else from being served.
      api.send(request).expect(202);
    }
  }
}
