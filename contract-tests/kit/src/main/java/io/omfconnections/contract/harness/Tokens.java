package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gets tokens from a server in the way that its clients do, and keeps them. */
public final class Tokens {
  /** Where the discovery document is, from the server's base on. */
  public static final String DISCOVERY = "/identity/.well-known/openid-configuration";

  private static final String ENDPOINT = " token endpoint";

  private final RecordingClient client;
  private final boolean foreign;
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  /** Tokens of the server that the client calls. */
  public Tokens(RecordingClient client) {
    this.client = client;
    this.foreign = false;
  }

  /**
   * Tokens of a token endpoint that belongs to no server under test, and so is not checked.
   *
   * @param endpoint the whole address
   */
  public Tokens(URI endpoint) {
    this.client = new RecordingClient(endpoint.resolve("/"), exchange -> {});
    this.foreign = true;
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    kept.put(ENDPOINT, endpoint.getRawPath() + query);
  }

  /** Whether they come from somewhere else than the server under test. */
  public boolean foreign() {
    return foreign;
  }

  /** The token of a client; a new one when there is none yet. */
  public String of(String clientId, String secret) {
    return kept.computeIfAbsent(clientId, id -> fetch(id, secret));
  }

  /** A new token of a client. */
  public String fetch(String clientId, String secret) {
    return ask(clientId, secret).expect(200).path("access_token").asText();
  }

  /** What the token endpoint answers to a client that asks for a token. */
  public Answer ask(String clientId, String secret) {
    return new Answer(client.send(tokenRequest(grant(clientId, secret))));
  }

  /** The form with which a client asks for a token (RFC 6749, section 4.4.2). */
  public static String grant(String clientId, String secret) {
    return "grant_type=client_credentials&client_id="
        + URLEncoder.encode(clientId, UTF_8)
        + "&client_secret="
        + URLEncoder.encode(secret, UTF_8);
  }

  /** A client's credentials in the header Authorization (RFC 6749, section 2.3.1). */
  public static String basic(String clientId, String secret) {
    String credentials =
        URLEncoder.encode(clientId, UTF_8) + ":" + URLEncoder.encode(secret, UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  /** A request with a form to the token endpoint that discovery names. */
  public Request tokenRequest(String form) {
    return Request.of("POST", tokenEndpoint())
        .withHeader("Content-Type", "application/x-www-form-urlencoded")
        .withBody(form);
  }

  private String tokenEndpoint() {
    return kept.computeIfAbsent(
        ENDPOINT,
        key -> {
          Answer answer = new Answer(client.send(Request.of("GET", DISCOVERY)));
          URI endpoint = URI.create(answer.expect(200).path("token_endpoint").asText());
          String base = client.base().toString();
          if (!endpoint.toString().startsWith(base + "/")) {
            throw new AssertionError("The token endpoint " + endpoint + " is not below " + base);
          }
          return endpoint.toString().substring(base.length());
        });
  }
}
