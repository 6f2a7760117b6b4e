package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
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

/** A request that takes longer than the configured request timeout is 408 and changes nothing. */
@ServiceSuite
class ServerRequestTimeoutTest {
  // Sending the whole body takes longer than the timeout of a test.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @TestFactory
  Stream<DynamicTest> every_operation_is_408_when_the_server_timeout_is_exceeded(
      TestServers servers) {
    // The timeout also applies to the token endpoint, so the tokens come from an external issuer.
    TestTokenIssuer issuer = TestTokenIssuer.start();
    InProcessServer server =
        servers.start(
            config ->
                config
                    .requestTimeout(Duration.ofNanos(1))
                    .externalIssuer(
                        new ExternalIssuer(
                            issuer.uri(),
                            Set.of(TestTokenIssuer.AUDIENCE),
                            issuer.jwksUri(),
                            ClaimNames.DEFAULT)));
    Api api = server.api(issuer.client("administrator", TestTenants.ADMINISTRATOR_ROLE));
    return Api.CONTRACT.versions().stream()
        .flatMap(
            version ->
                Api.CONTRACT.operations().stream()
                    .map(
                        operation ->
                            DynamicTest.dynamicTest(
                                operation.id() + " " + version,
                                () -> expectTimeout(api.under(version), operation))))
        .onClose(issuer::close)
        .onClose(server::close);
  }

  private static void expectTimeout(Api api, Operation operation) {
    Request request = api.request(operation.id(), Api.UNKNOWN_CONNECTION);
    api.send(request).expect(408);
    // The request may lower the timeout of the server, but not raise it.
    api.send(request.withHeader("Request-Timeout", "30")).expect(408);
  }

  @Test
  void body_that_takes_longer_than_the_server_timeout_is_408(TestServers servers) {
    try (InProcessServer server =
        servers.start(config -> config.requestTimeout(Duration.ofSeconds(2)))) {
      Api api = server.api();
      Request request = api.request("createOmfConnection", "");
      api.send(request, new Delivery(false, PIECES, PAUSE)).expect(408);
      api.send(request, new Delivery(true, PIECES, PAUSE)).expect(408);
      assertThat(api.list().expect(200).path("Results")).isEmpty();
      // The slow bodies have not blocked the server.
      api.send(request).expect(202);
    }
  }
}
