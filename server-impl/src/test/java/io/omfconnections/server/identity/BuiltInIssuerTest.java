package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests token requests. Long because each form field and each error of RFC 6749 is a test. */
class BuiltInIssuerTest {
  private static final URI BASE = URI.create("http://127.0.0.1:8080");
  private static final ServiceUrls URLS = new ServiceUrls(BASE, ServiceUrls.Names.LOOPBACK);
  private static final URI ISSUER = URI.create(BASE + "/identity");
  private static final URI TOKEN_ENDPOINT = URI.create(ISSUER + "/connect/token");
  private static final String FORM =
      "grant_type=client_credentials&client_id=client&client_secret=s3cr3t";
  private static final TenantDirectory DIRECTORY =
      new TenantDirectory(
          List.of(
              new Tenant(
                  "tenant",
                  List.of("plant-a"),
                  "r1",
                  List.of(
                      new Client(
                          "client",
                          "tenant",
                          List.of(SecretCheck.ofSecret("s3cr3t")),
                          List.of("r1", "r2"),
                          Duration.ofSeconds(60))))));

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final BuiltInIssuer issuer = new BuiltInIssuer(URLS, keys(), clock);

  @Test
  void token_is_valid_from_the_time_of_issue() throws Exception {
    assertThat(issuer.authenticate(granted().getValue(), DIRECTORY))
        .isEqualTo(new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of("r1", "r2")));
  }

  @Test
  void token_is_valid_as_long_as_expires_in_says() throws Exception {
    clock.advance(Duration.ofMillis(900));
    AccessToken token = granted();

    assertThat(token.getLifetime()).isEqualTo(60);
    clock.advance(Duration.ofSeconds(60).minusMillis(1));
    assertThat(issuer.authenticate(token.getValue(), DIRECTORY).id()).isEqualTo("client");
  }

  @Test
  void token_expires() throws Exception {
    String token = granted().getValue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(issuer.authenticate(token, DIRECTORY).id()).isEqualTo("client");

    clock.advance(Duration.ofSeconds(60));

    assertThatThrownBy(() -> issuer.authenticate(token, DIRECTORY))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_with_the_issuer_of_any_base_url_is_accepted() throws Exception {
    for (String base : List.of("http://localhost:8080", "http://[::1]:9", BASE.toString())) {
      String token = granted(URI.create(base)).getValue();

      assertThat(SignedJWT.parse(token).getJWTClaimsSet().getIssuer())
          .isEqualTo(base + "/identity");
      assertThat(issuer.authenticate(token, DIRECTORY).id()).isEqualTo("client");
    }
  }

  @Test
  void token_with_the_issuer_of_another_url_is_rejected() {
    for (String base :
        List.of("http://omf.example", "http://localhost:8080/x", "https://127.0.0.1:8080")) {
      String token = granted(URI.create(base)).getValue();

      assertThatThrownBy(() -> issuer.authenticate(token, DIRECTORY))
          .as(base)
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  /** The issuer begins with the base URL, and has another path. */
  @Test
  void token_whose_issuer_has_another_path_is_rejected() {
    String token =
        Tokens.signed(
            TestKeys.get(0), Tokens.claims(clock.instant()).issuer(BASE + "/1dentity").build());

    assertThatThrownBy(() -> issuer.authenticate(token, DIRECTORY))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_conforms_to_rfc_9068() throws Exception {
    SignedJWT token = SignedJWT.parse(granted().getValue());

    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(token.getHeader().getKeyID()).isNotEmpty();
    assertThat(token.getJWTClaimsSet().getClaims())
        .containsKeys("iss", "exp", "aud", "sub", "client_id", "iat", "jti", "nbf", "tid", "roles");
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(ISSUER.toString());
  }

  @Test
  void tokens_are_unique() {
    assertThat(granted().getValue()).isNotEqualTo(granted().getValue());
  }

  @Test
  void credentials_are_accepted_in_the_authorization_header() throws Exception {
    HTTPRequest request = request("grant_type=client_credentials");
    request.setAuthorization(
        new ClientSecretBasic(new ClientID("client"), new Secret("s3cr3t"))
            .toHTTPAuthorizationHeader());

    assertThat(issuer.token(request, BASE, DIRECTORY).indicatesSuccess()).isTrue();
  }

  /** RFC 6749, section 2.3.1, has both encoded as in a form. Many clients send them as they are. */
  @ParameterizedTest
  @CsvSource({
    "client, s3cr3t%2B+100%25, 200",
    "client, s3cr3t+ 100%, 200",
    "cl%69ent, s3cr3t%2b%20100%25, 200",
    "raw, a+b%zz:c, 200",
    "raw, a+b%25zz:c, 401",
    "raw, a%2Bb%25zz%3Ac, 200",
    "plus, a+b, 200",
    "plus, a%2Bb, 200",
    "plus, a b, 401",
    "plus, a%20b, 401",
    "space, a b, 200",
    "space, a+b, 200",
    "space, a%2Bb, 401"
  })
  void secret_in_the_authorization_header_can_be_encoded_or_not(
      String id, String secret, int status) {
    TenantDirectory special =
        directory(
            client("client", SecretCheck.ofSecret("s3cr3t+ 100%")),
            client("raw", SecretCheck.ofSecret("a+b%zz:c")),
            client("plus", SecretCheck.ofSecret("a+b")),
            client("space", SecretCheck.ofSecret("a b")));
    HTTPRequest request = request("grant_type=client_credentials");
    request.setAuthorization(
        "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8)));

    assertThat(issuer.token(request, BASE, special).toHTTPResponse().getStatusCode())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type=client_credentials&client_id=client&client_secret=wrong, invalid_client, 401",
    "grant_type=client_credentials&client_id=client&client_secret=, invalid_client, 401",
    "grant_type=client_credentials&client_id=Client&client_secret=s3cr3t, invalid_client, 401",
    "grant_type=client_credentials&client_id=unknown&client_secret=s3cr3t, invalid_client, 401",
    "grant_type=client_credentials&client_id=client, invalid_client, 401",
    "grant_type=client_credentials, invalid_client, 401",
    "grant_type=password&username=u&password=p&client_id=client&client_secret=s3cr3t,"
        + " unsupported_grant_type, 400",
    "grant_type=authorization_code&code=c&client_id=client&client_secret=s3cr3t,"
        + " unsupported_grant_type, 400",
    "grant_type=nonsense&client_id=client&client_secret=s3cr3t, unsupported_grant_type, 400",
    "client_id=client&client_secret=s3cr3t, invalid_request, 400",
    "grant_type=&client_id=client&client_secret=s3cr3t, invalid_request, 400",
    "grant_type=client_credentials&grant_type=client_credentials&client_id=client"
        + "&client_secret=s3cr3t, invalid_request, 400",
    "grant_type=client_credentials&client_id=client&client_secret=s3cr3t&client_secret=s3cr3t,"
        + " invalid_request, 400",
    "grant_type=client_credentials&client_id=client&client_secret=s3cr3t&x=1&x=2,"
        + " invalid_request, 400",
    "{}, invalid_request, 400"
  })
  void invalid_request_gets_the_oauth2_error(String form, String error, int status) {
    TokenResponse response = issuer.token(request(form), BASE, DIRECTORY);

    assertThat(response.indicatesSuccess()).isFalse();
    assertThat(response.toErrorResponse().getErrorObject().getCode()).isEqualTo(error);
    assertThat(response.toHTTPResponse().getStatusCode()).isEqualTo(status);
    assertThat(response.toHTTPResponse().getBody()).doesNotContain("s3cr3t");
  }

  @Test
  void too_many_wrong_secrets_get_429_with_the_time_to_wait() {
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_CLIENT; i++) {
      wrong(DIRECTORY, "client");
    }

    TokenResponse refused = issuer.token(request(FORM), BASE, DIRECTORY);

    assertThat(refused.indicatesSuccess()).isFalse();
    assertThat(refused.toErrorResponse().getErrorObject().getCode())
        .isEqualTo("temporarily_unavailable");
    assertThat(refused.toHTTPResponse().getStatusCode()).isEqualTo(429);
    assertThat(refused.toHTTPResponse().getHeaderValue("Retry-After")).isEqualTo("60");
  }

  @Test
  void accepted_secrets_are_measured() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    issuer.measure(registry);

    granted();

    assertThat(registry.get("omf.secrets.remembered").gauge().value()).isEqualTo(1);
  }

  /** The library rejects descriptions with characters that RFC 6749, section 5.2 forbids. */
  @Test
  void any_text_in_a_field_gets_a_response() {
    for (String grant :
        List.of("client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange")) {
      for (String name :
          List.of("client_id", "scope", "resource", "requested_token_type", "unknown")) {
        for (String text : List.of("\"", "\\", "\u00E9\u0000\uD83D", "http://[")) {
          String form =
              FORM.replace("client_credentials", encode(grant)).replace("client_id=client&", "")
                  + (name.equals("client_id") ? "" : "&client_id=client")
                  + "&"
                  + name
                  + "="
                  + encode(text);
          assertThat(issuer.token(request(form), BASE, DIRECTORY).toHTTPResponse().getStatusCode())
              .as(form)
              .isIn(200, 400, 401);
        }
      }
    }
  }

  @Test
  void any_content_type_gets_a_response() {
    for (String contentType :
        List.of("text/plain; charset=\"utf-8\"", "application/json;a=\"\\\"\"", "a/b; x=\u00E9")) {
      HTTPRequest request = request(FORM);
      request.setHeader("Content-Type", contentType);

      assertThat(issuer.token(request, BASE, DIRECTORY).toHTTPResponse().getStatusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void any_authorization_header_gets_a_response() {
    for (String credentials :
        List.of("\"", "\\", "\u00E9", "Ig==", "Ijoi", "XDpc", "JXp6OiV6eg==", "")) {
      HTTPRequest request = request("grant_type=client_credentials");
      request.setAuthorization("Basic " + credentials);

      assertThat(issuer.token(request, BASE, DIRECTORY).toHTTPResponse().getStatusCode())
          .isIn(400, 401);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void client_assertion_is_rejected() throws Exception {
    ClientSecretJWT assertion =
        new ClientSecretJWT(
            new ClientID("client"), TOKEN_ENDPOINT, JWSAlgorithm.HS256, new Secret("s".repeat(32)));
    HTTPRequest request =
        new TokenRequest.Builder(TOKEN_ENDPOINT, assertion, new ClientCredentialsGrant())
            .build()
            .toHTTPRequest();

    assertThat(issuer.token(request, BASE, DIRECTORY).toErrorResponse().getErrorObject())
        .isEqualTo(OAuth2Error.INVALID_CLIENT);
  }

  @Test
  void empty_body_is_rejected() {
    assertThat(issuer.token(request(""), BASE, DIRECTORY).indicatesSuccess()).isFalse();
    assertThat(issuer.token(request(null), BASE, DIRECTORY).indicatesSuccess()).isFalse();
  }

  @Test
  void key_set_contains_only_the_public_key() throws Exception {
    JsonNode keys = new JsonMapper().readTree(issuer.keySet()).path("keys");

    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("kty", "e", "use", "kid", "alg", "n");
  }

  @Test
  void discovery_document_has_token_endpoint_and_key_set() throws Exception {
    JsonNode metadata =
        new JsonMapper()
            .readTree(issuer.metadata(BASE, TOKEN_ENDPOINT, URI.create("http://host/keys")));

    assertThat(metadata.path("issuer").asText()).isEqualTo(ISSUER.toString());
    assertThat(metadata.path("token_endpoint").asText()).isEqualTo(TOKEN_ENDPOINT.toString());
    assertThat(metadata.path("jwks_uri").asText()).isEqualTo("http://host/keys");
    assertThat(metadata.path("grant_types_supported").toString())
        .isEqualTo("[\"client_credentials\"]");
    assertThat(metadata.path("token_endpoint_auth_methods_supported").toString())
        .isEqualTo("[\"client_secret_post\",\"client_secret_basic\"]");
    // Required by OpenID Connect Discovery, but not used by clients
    assertThat(metadata.path("subject_types_supported").toString()).isEqualTo("[\"public\"]");
    assertThat(metadata.path("id_token_signing_alg_values_supported").toString())
        .isEqualTo("[\"RS256\"]");
    assertThat(metadata.path("response_types_supported").toString()).isEqualTo("[]");
  }

  @Test
  void token_survives_a_restart_if_the_key_is_stored() throws Exception {
    SigningKeyStore store = new InMemorySigningKeys();
    BuiltInIssuer before = new BuiltInIssuer(URLS, SigningKeys.open(store, null, clock), clock);
    BuiltInIssuer after = new BuiltInIssuer(URLS, SigningKeys.open(store, null, clock), clock);
    String token =
        before
            .token(request(FORM), BASE, DIRECTORY)
            .toSuccessResponse()
            .getTokens()
            .getAccessToken()
            .getValue();

    clock.advance(Duration.ofSeconds(1));
    assertThat(after.authenticate(token, DIRECTORY).id()).isEqualTo("client");
    assertThatThrownBy(() -> issuer.authenticate(token, DIRECTORY))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_of_a_removed_client_is_rejected() throws Exception {
    SigningKeys keys = keys();
    String token = tokenOf(DIRECTORY, keys);

    assertRejected(token, directory("tenant", "another", List.of("r1", "r2")), keys);
    assertRejected(token, directory("other tenant", "client", List.of("r1", "r2")), keys);
  }

  @Test
  void roles_are_those_of_the_directory_at_each_use_of_a_token() throws Exception {
    SigningKeys keys = keys();
    String token = tokenOf(DIRECTORY, keys);
    BuiltInIssuer verifying = new BuiltInIssuer(URLS, keys, clock);
    TenantDirectory changed = directory("tenant", "client", List.of("r3"));

    assertThat(verifying.authenticate(token, changed).roles()).containsExactly("r3");
    assertThat(verifying.authenticate(token, changed).roles())
        .as("cached token")
        .containsExactly("r3");
    assertThat(verifying.authenticate(token, DIRECTORY).roles())
        .containsExactlyInAnyOrder("r1", "r2");
  }

  /** Otherwise, the time of the response would tell which clients exist. */
  @Test
  void wrong_secret_costs_the_same_whether_the_client_exists_or_not() {
    TenantDirectory hashed =
        directory(
            client("many-iterations", SecretCheck.ofHash(SecretCheck.hash("s3cr3t", 100_000))),
            client(
                "two-hashes",
                SecretCheck.ofHash(SecretCheck.hash("s3cr3t", 50_000)),
                SecretCheck.ofHash(SecretCheck.hash("another", 50_000))),
            client("few-iterations", SecretCheck.ofHash(SecretCheck.hash("s3cr3t", 10))),
            client("no-hash", SecretCheck.ofSecret("s3cr3t")));
    Map<String, Long> least = new HashMap<>();
    for (int round = 0; round < 4; round++) {
      for (String id :
          List.of("many-iterations", "two-hashes", "few-iterations", "no-hash", "unknown")) {
        // The CPU time of this thread, which other load hardly changes. The first ones are longer,
        // because the JVM has not compiled the code.
        least.merge(id, cpuNanos(() -> wrong(hashed, id)), Math::min);
      }
    }

    assertThat(Collections.min(least.values()))
        .as(least.toString())
        .isGreaterThan(Collections.max(least.values()) / 2);
  }

  private void wrong(TenantDirectory directory, String clientId) {
    TokenResponse response =
        issuer.token(
            request(FORM.replace("=client&", "=" + clientId + "&").replace("s3cr3t", "wrong")),
            BASE,
            directory);
    assertThat(response.toErrorResponse().getErrorObject().getHTTPStatusCode()).isEqualTo(401);
  }

  private static long cpuNanos(Runnable action) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    action.run();
    return threads.getCurrentThreadCpuTime() - start;
  }

  private SigningKeys keys() {
    return TestKeys.signing(clock);
  }

  private String tokenOf(TenantDirectory directory, SigningKeys keys) {
    return new BuiltInIssuer(URLS, keys, clock)
        .token(request(FORM), BASE, directory)
        .toSuccessResponse()
        .getTokens()
        .getAccessToken()
        .getValue();
  }

  private void assertRejected(String token, TenantDirectory directory, SigningKeys keys) {
    assertThatThrownBy(() -> new BuiltInIssuer(URLS, keys, clock).authenticate(token, directory))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("no longer exists");
  }

  private static TenantDirectory directory(String tenant, String client, List<String> roles) {
    return directory(
        new Client(
            client,
            tenant,
            List.of(SecretCheck.ofSecret("s3cr3t")),
            roles,
            Duration.ofSeconds(60)));
  }

  private static Client client(String id, SecretCheck... secrets) {
    return new Client(id, "tenant", List.of(secrets), List.of(), Duration.ofSeconds(60));
  }

  private static TenantDirectory directory(Client... clients) {
    return new TenantDirectory(
        List.of(new Tenant("tenant", List.of("plant-a"), "r1", List.of(clients))));
  }

  private AccessToken granted(URI base) {
    return issuer
        .token(request(FORM), base, DIRECTORY)
        .toSuccessResponse()
        .getTokens()
        .getAccessToken();
  }

  private AccessToken granted() {
    return granted(BASE);
  }

  private static HTTPRequest request(@Nullable String form) {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, TOKEN_ENDPOINT);
    try {
      request.setContentType("application/x-www-form-urlencoded");
    } catch (com.nimbusds.oauth2.sdk.ParseException e) {
      throw new IllegalStateException(e);
    }
    request.setBody(form);
    return request;
  }
}
