package io.omfconnections.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Tokens;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients get their tokens as OAuth 2 (RFC 6749) and discovery say. */
@ContractSuite
@Order(6)
class TokenEndpointTest {
  private static final String GRANT = "grant_type=client_credentials";

  @BeforeEach
  void the_tokens_are_the_servers_own(Api api) {
    assumeThat(api.tokens().foreign()).as("tokens come from another token endpoint").isFalse();
  }

  @Test
  void discovery_names_what_clients_need(Api api) {
    JsonNode document =
        new Answer(
                api.client().send(Request.of("GET", "/identity/.well-known/openid-configuration")))
            .expect(200);
    String base = api.client().base().toString();
    assertThat(document.path("token_endpoint").asText()).startsWith(base + "/");
    assertThat(document.path("issuer").asText()).isNotEmpty();
    assertThat(document.path("jwks_uri").asText()).startsWith(base + "/");
    Answer keys =
        new Answer(
            api.client()
                .send(
                    Request.of(
                        "GET", document.path("jwks_uri").asText().substring(base.length()))));
    assertThat(keys.expect(200).path("keys")).isNotEmpty();
    for (JsonNode key : keys.json().path("keys")) {
      // Nothing of the private key: neither RSA's nor an elliptic curve's.
      assertThat(key.fieldNames()).toIterable().doesNotContain("d", "p", "q", "k");
    }
  }

  @Test
  void a_client_gets_a_token_and_the_seconds_it_lives(Api api) {
    JsonNode answer = token(api, grant(api)).expect(200);
    assertThat(answer.path("access_token").isTextual()).isTrue();
    assertThat(answer.path("token_type").asText()).isEqualToIgnoringCase("Bearer");
    assertThat(answer.path("expires_in").isIntegralNumber()).isTrue();
    // Seconds: an hour at most, and a minute at least (behaviour.md).
    assertThat(answer.path("expires_in").asLong()).isBetween(60L, 3_600L);
    works(api, answer);
  }

  @Test
  void a_token_response_is_not_to_be_stored(Api api) {
    Answer answer = token(api, grant(api));
    answer.expect(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void a_client_may_use_basic_authentication(Api api) {
    works(api, withBasic(api, api.caller().secret()).expect(200));
  }

  @TestFactory
  Stream<DynamicTest> a_wrong_secret_or_client_gets_invalid_client(Api api) {
    String id = api.caller().id();
    String secret = api.caller().secret();
    return Map.of(
            "another secret", Tokens.grant(id, "wrong"),
            "a letter more", Tokens.grant(id, secret + "x"),
            "a letter less", Tokens.grant(id, secret.substring(0, secret.length() - 1)),
            "no secret", Tokens.grant(id, ""),
            "the secret of another client", Tokens.grant("nobody", secret),
            "no client", Tokens.grant("", secret))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            wrong ->
                DynamicTest.dynamicTest(
                    wrong.getKey(),
                    () -> {
                      JsonNode error = token(api, wrong.getValue()).expect(401, 400);
                      assertThat(error.path("error").asText()).isEqualTo("invalid_client");
                      assertThat(error.toString()).doesNotContain(secret);
                    }));
  }

  @Test
  void a_wrong_secret_gets_401_and_with_basic_authentication_a_challenge(Api api) {
    token(api, Tokens.grant(api.caller().id(), "wrong")).expect(401);
    Answer answer = withBasic(api, "wrong");
    assertThat(answer.expect(401).path("error").asText()).isEqualTo("invalid_client");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "authorization_code", "refresh_token", "nonsense", ""})
  void another_grant_is_refused(String grant, Api api) {
    String form = grant(api).replace(GRANT, "grant_type=" + grant);
    JsonNode error = token(api, form).expect(400);
    assertThat(error.path("error").asText())
        .isIn("unsupported_grant_type", "unauthorized_client", "invalid_request");
  }

  @Test
  void no_form_is_a_bad_request(Api api) {
    assertThat(token(api, "").expect(400).path("error").asText()).isEqualTo("invalid_request");
    assertThat(token(api, "grant_type").expect(400).path("error").isTextual()).isTrue();
    Request request =
        api.tokens().tokenRequest("{}").withHeader("Content-Type", "application/json");
    Answer answer = new Answer(api.client().send(request));
    assertThat(answer.expect(400, 415).path("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void credentials_twice_are_a_bad_request(Api api) {
    assertThat(
            token(api, grant(api) + "&client_id=other").expect(400, 401).path("error").isTextual())
        .isTrue();
    Request request =
        api.tokens()
            .tokenRequest(grant(api))
            .withHeader("Authorization", Tokens.basic("other", api.caller().secret()));
    new Answer(api.client().send(request)).expect(400, 401);
  }

  @Test
  void a_get_of_the_token_endpoint_gives_no_token(Api api) {
    Request request = api.tokens().tokenRequest("").withMethod("GET").withBody("");
    Answer answer =
        new Answer(api.client().send(request.withTarget(request.target() + "?" + grant(api))));
    assertThat(answer.status()).isIn(400, 404, 405);
    assertThat(answer.exchange().response().body().text()).doesNotContain("access_token");
  }

  private static String grant(Api api) {
    return Tokens.grant(api.caller().id(), api.caller().secret());
  }

  private static Answer token(Api api, String form) {
    return new Answer(api.client().send(api.tokens().tokenRequest(form)));
  }

  private static Answer withBasic(Api api, String secret) {
    return new Answer(
        api.client()
            .send(
                api.tokens()
                    .tokenRequest(GRANT)
                    .withHeader("Authorization", Tokens.basic(api.caller().id(), secret))));
  }

  private static void works(Api api, JsonNode answer) {
    String id = api.caller().id();
    String token = answer.path("access_token").asText();
    api.as(Caller.withToken(id, 2, id, token)).list().expect(200);
  }
}
