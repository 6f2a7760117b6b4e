package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Obtains access tokens with client credentials (RFC 6749, section 4.4) and caches them. Finds the
 * token endpoint as clients do, through the discovery document (OpenID Connect Discovery 1.0).
 */
public final class Tokens {
  /** Path of the discovery document, relative to the server's base URL. */
  public static final String DISCOVERY = "/identity/.well-known/openid-configuration";

  private static final String GRANT = "grant_type=client_credentials";
  private static final String ENDPOINT = " token endpoint"; // no client identifier

  private final RecordingClient client;
  private final boolean external;
  private final TokenRequestOptions options;
  private final Map<String, String> cache = new ConcurrentHashMap<>();

  /** Obtains tokens from the server that the client sends requests to. */
  public Tokens(RecordingClient client) {
    this(client, TokenRequestOptions.DEFAULT);
  }

  /** Obtains tokens from the server that the client sends requests to, in a certain way. */
  public Tokens(RecordingClient client, TokenRequestOptions options) {
    this.client = client;
    this.external = false;
    this.options = options;
  }

  /**
   * Obtains tokens from an endpoint outside the server under test. Its responses are not checked
   * against the contract.
   *
   * @param endpoint the absolute URL of the token endpoint
   */
  public Tokens(URI endpoint, TokenRequestOptions options) {
    this.client = new RecordingClient(endpoint.resolve("/"), exchange -> {});
    this.external = true;
    this.options = options;
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    cache.put(ENDPOINT, endpoint.getRawPath() + query);
  }

  /** Returns whether the token endpoint is outside the server under test. */
  public boolean external() {
    return external;
  }

  /** Returns how token requests are made. */
  public TokenRequestOptions options() {
    return options;
  }

  /** Returns the cached token of a client, or fetches one. */
  public String of(String clientId, String secret) {
    return cache.computeIfAbsent(clientId, id -> fetch(id, secret));
  }

  /**
   * Fetches a new token for a client.
   *
   * @throws AssertionError if the response is not 200
   */
  public String fetch(String clientId, String secret) {
    return requestToken(clientId, secret).expect(200).path("access_token").asText();
  }

  /** Requests a token and returns the response, whatever its status code. */
  public ApiResponse requestToken(String clientId, String secret) {
    return new ApiResponse(
        client.send(
            options.basic()
                ? tokenRequest(GRANT + options.form())
                    .withHeader("Authorization", basic(clientId, secret))
                : tokenRequest(grant(clientId, secret) + options.form())));
  }

  /** Returns the form of a token request (RFC 6749, section 4.4.2). */
  public static String grant(String clientId, String secret) {
    return GRANT
        + "&client_id="
        + URLEncoder.encode(clientId, UTF_8)
        + "&client_secret="
        + URLEncoder.encode(secret, UTF_8);
  }

  /**
   * Returns the value of the {@code Authorization} header field with a client's credentials (RFC
   * 6749, section 2.3.1).
   */
  public static String basic(String clientId, String secret) {
    String credentials =
        URLEncoder.encode(clientId, UTF_8) + ":" + URLEncoder.encode(secret, UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  /**
   * Creates a token request.
   *
   * @param form the body, as {@code application/x-www-form-urlencoded}
   */
  public Request tokenRequest(String form) {
    return Request.of("POST", tokenEndpoint())
        .withHeader("Content-Type", "application/x-www-form-urlencoded")
        .withBody(form);
  }

  private String tokenEndpoint() {
    return cache.computeIfAbsent(
        ENDPOINT,
        key -> {
          ApiResponse discovery = new ApiResponse(client.send(Request.of("GET", DISCOVERY)));
          URI endpoint = URI.create(discovery.expect(200).path("token_endpoint").asText());
          String base = client.base().toString();
          if (!endpoint.toString().startsWith(base + "/")) {
            throw new AssertionError(
                "The token endpoint " + endpoint + " is not on the server " + base);
          }
          return endpoint.toString().substring(base.length());
        });
  }
}
