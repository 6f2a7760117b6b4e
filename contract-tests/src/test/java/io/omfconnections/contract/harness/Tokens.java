package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omfconnections.contract.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gets tokens from a server in the way that its clients do, and keeps them. */
public final class Tokens {
  private final RecordingClient client;
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  /** Tokens of the server that the client calls. */
  public Tokens(RecordingClient client) {
    this.client = client;
  }

  /** The token of a client; a new one when there is none yet. */
  public String of(String clientId, String secret) {
    return kept.computeIfAbsent(clientId, id -> fetch(id, secret));
  }

  /** A new token of a client. */
  public String fetch(String clientId, String secret) {
    Answer answer =
        new Answer(
            client.send(
                tokenRequest(
                    "grant_type=client_credentials&client_id="
                        + URLEncoder.encode(clientId, UTF_8)
                        + "&client_secret="
                        + URLEncoder.encode(secret, UTF_8))));
    return answer.expect(200).path("access_token").asText();
  }

  /** A request with a form to the token endpoint that discovery names. */
  public Request tokenRequest(String form) {
    return Request.of("POST", tokenEndpoint())
        .withHeader("Content-Type", "application/x-www-form-urlencoded")
        .withBody(form);
  }

  private String tokenEndpoint() {
    return kept.computeIfAbsent(
        " token endpoint",
        key -> {
          Answer answer =
              new Answer(
                  client.send(Request.of("GET", "/identity/.well-known/openid-configuration")));
          URI endpoint = URI.create(answer.expect(200).path("token_endpoint").asText());
          String base = client.base().toString();
          if (!endpoint.toString().startsWith(base + "/")) {
            throw new AssertionError("The token endpoint " + endpoint + " is not below " + base);
          }
          return endpoint.toString().substring(base.length());
        });
  }
}
