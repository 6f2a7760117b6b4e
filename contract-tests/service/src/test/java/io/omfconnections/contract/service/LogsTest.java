package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log has a line for each request, under its operation id, and never a token or a secret. */
@ContractSuite
class LogsTest {
  private static final Path LOG = Path.of("target/server.log");

  @Test
  void each_exchange_has_a_line_with_its_operation_id(Api api) throws Exception {
    String id = api.createNamed("logged");
    Request get = api.request("getOmfConnection", id);
    hasLine(api.send(get), "GET", "200", "{omfConnectionId}", api.tenant(), "administrator");
    hasLine(api.get(Api.NO_CONNECTION), "GET", "404", api.tenant(), "administrator");
    hasLine(api.create("{"), "POST", "400", api.tenant());
    hasLine(api.as(Caller.nobody()).list(), "GET", "401");
    hasLine(api.as(Fixtures.STRANGER).list(), "GET", "403", "stranger");
    hasLine(api.send(get.withMethod("PATCH")), "PATCH", "405");
    hasLine(api.send(get.withTarget("/nowhere")), "GET", "404");
    hasLine(api.send(get.withHeader("Request-Timeout", "0.000000001")), "GET", "408");
    hasLine(
        new Answer(
            api.client().send(Request.of("GET", "/identity/.well-known/openid-configuration"))),
        "GET",
        "200");
  }

  @Test
  void no_token_and_no_secret_is_ever_logged(Api api) throws IOException {
    String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJsb2dnZWQifQ.bm90LWEtc2lnbmF0dXJl";
    api.as(Caller.withToken("x", 2, "x", token)).list().expect(401);
    Request list = api.request("getOmfConnections", "");
    api.send(list.withTarget(list.target() + "?access_token=" + token)).expect(200);
    new Answer(
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

  private static void hasLine(Answer answer, String... parts) throws Exception {
    Exchange exchange = answer.exchange();
    String id = exchange.response().headers().first("Operation-Id").orElseThrow();
    List<String> lines = List.of();
    // The line may be written a moment after the response has gone.
    for (int i = 0; i < 1_500 && lines.isEmpty(); i++) {
      lines = Files.readAllLines(LOG).stream().filter(line -> line.contains(id)).toList();
      Thread.sleep(20);
    }
    assertThat(lines).as(exchange.describe()).isNotEmpty();
    assertThat(lines).anySatisfy(line -> assertThat(line).contains(parts));
  }
}
