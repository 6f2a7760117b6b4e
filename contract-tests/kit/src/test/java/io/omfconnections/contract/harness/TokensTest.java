package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tests of the token requests that the options describe. */
class TokensTest {
  @Test
  void parameters_are_added_to_the_form() throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("scope", "read write");
    parameters.put("resource", "https://omf.example.com/?a=b");

    assertThat(request(new TokenRequestOptions(parameters, false)))
        .isEqualTo(
            "null grant_type=client_credentials&client_id=known&client_secret=a%2Bb"
                + "&scope=read+write&resource=https%3A%2F%2Fomf.example.com%2F%3Fa%3Db");
  }

  @Test
  void credentials_are_sent_with_http_basic() throws IOException {
    assertThat(request(new TokenRequestOptions(Map.of("audience", "omf"), true)))
        .isEqualTo("Basic a25vd246YSUyQmI= grant_type=client_credentials&audience=omf");
  }

  /** Returns the Authorization field and the body that a token endpoint receives. */
  private static String request(TokenRequestOptions options) throws IOException {
    AtomicReference<String> received = new AtomicReference<>("");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          received.set(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] body = "{\"access_token\":\"t\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
      assertThat(new Tokens(endpoint, options).fetch("known", "a+b")).isEqualTo("t");
      return String.valueOf(received.get());
    } finally {
      server.stop(0);
    }
  }
}
