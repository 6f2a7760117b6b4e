package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The log has a line with the operation id for each request, and contains no credentials. */
@ContractSuite
@ServiceSuite
class LogsTest {
  private static final Path LOG = Path.of("target/server.log");

  @Test
  void each_request_is_logged_with_its_operation_id(Api api) {
    String id = api.createNamed("logged");
    Request get = api.request("getOmfConnection", id);
    assertLogged(api.send(get), "GET", "200", "{omfConnectionId}", api.tenant(), "administrator");
    assertLogged(api.get(Api.UNKNOWN_CONNECTION), "GET", "404", api.tenant(), "administrator");
    assertLogged(api.create("{"), "POST", "400", api.tenant());
    assertLogged(api.as(Caller.anonymous()).list(), "GET", "401");
    assertLogged(api.as(TestTenants.CLIENT_WITHOUT_ROLES).list(), "GET", "403", "no-roles");
    assertLogged(api.send(get.withMethod("PATCH")), "PATCH", "405");
    assertLogged(api.send(get.withTarget("/nowhere")), "GET", "404");
    assertLogged(api.send(get.withHeader("Request-Timeout", "0.000000001")), "GET", "408");
    assertLogged(
        new ApiResponse(
            api.client().send(Request.of("GET", "/identity/.well-known/openid-configuration"))),
        "GET",
        "200");
  }

  @Test
  void tokens_and_secrets_are_not_logged(Api api) throws IOException {
    String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJsb2dnZWQifQ.bm90LWEtc2lnbmF0dXJl";
    api.as(Caller.withToken("x", 2, "x", token)).list().expect(401);
    Request list = api.request("getOmfConnections", "");
    api.send(list.withTarget(list.target() + "?access_token=" + token)).expect(200);
    new ApiResponse(
            api.client()
                .send(
                    api.tokens()
                        .tokenRequest(
                            "grant_type=client_credentials&client_id=operator"
                                + "&client_secret=secret-that-is-wrong")))
        .expect(401);
    String log = Files.readString(LOG);
    assertThat(log).doesNotContain("eyJ", "secret-of-", "secret-that-is-wrong");
  }

  private static void assertLogged(ApiResponse response, String... parts) {
    Exchange exchange = response.exchange();
    String id = exchange.response().headers().first("Operation-Id").orElseThrow();
    // The line may be written shortly after the response was sent.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(LOG))
                    .as(exchange.describe())
                    .filteredOn(line -> line.contains(id))
                    .anySatisfy(line -> assertThat(line).contains(parts)));
  }
}
