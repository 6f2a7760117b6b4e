package io.omfconnections.contract.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Fixtures;
import io.omfconnections.contract.harness.NeedsOwnServer;
import java.net.URLEncoder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients get their tokens as OAuth 2 (RFC 6749) and discovery say. */
@ContractSuite
class TokenEndpointTest {
  private static final String GRANT = "grant_type=client_credentials";

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
  @NeedsOwnServer("it knows a client's secret")
  void a_client_gets_a_token_and_the_seconds_it_lives(Api api) {
    JsonNode answer =
        token(api, GRANT + "&client_id=administrator&client_secret=secret-of-administrator")
            .expect(200);
    assertThat(answer.path("access_token").isTextual()).isTrue();
    assertThat(answer.path("token_type").asText()).isEqualToIgnoringCase("Bearer");
    assertThat(answer.path("expires_in").isIntegralNumber()).isTrue();
    assertThat(answer.path("expires_in").asInt()).isEqualTo(3600);
  }

  @Test
  @NeedsOwnServer("it knows a client's secret")
  void the_lifetime_is_a_matter_of_configuration(Api api) {
    JsonNode answer =
        token(api, GRANT + "&client_id=hurried&client_secret=secret-of-hurried").expect(200);
    assertThat(answer.path("expires_in").asInt()).isEqualTo(60);
  }

  @Test
  @NeedsOwnServer("it knows a client's secret")
  void a_token_response_is_not_to_be_stored(Api api) {
    Answer answer =
        token(api, GRANT + "&client_id=administrator&client_secret=secret-of-administrator");
    answer.expect(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  @NeedsOwnServer("it knows a client's secret")
  void a_client_may_use_basic_authentication(Api api) {
    Request request =
        api.tokens()
            .tokenRequest(GRANT)
            .withHeader("Authorization", basic("administrator", "secret-of-administrator"));
    JsonNode answer = new Answer(api.client().send(request)).expect(200);
    String token = answer.path("access_token").asText();
    api.as(Caller.withToken("administrator", 2, "administrator", token)).list().expect(200);
  }

  @Test
  @NeedsOwnServer("it knows a client's secret")
  void names_and_secrets_of_any_characters_work_both_ways(Api api) {
    String id = "odd: one";
    String secret = "p%c3+s &=:w";
    token(api, GRANT + "&client_id=" + form(id) + "&client_secret=" + form(secret)).expect(200);
    Request request =
        api.tokens().tokenRequest(GRANT).withHeader("Authorization", basic(form(id), form(secret)));
    new Answer(api.client().send(request)).expect(200);
    String token = api.tokens().of(id, secret);
    Api odd = api.as(Caller.withToken(id, 2, id, token));
    assertThat(odd.collectionRights().expect(200)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "administrator, wrong",
    "administrator, secret-of-administratoR",
    "administrator, secret-of-operator",
    "administrator, ''",
    "nobody, secret-of-nobody",
    "Administrator, secret-of-administrator",
    "'', secret-of-administrator",
  })
  void a_wrong_secret_or_client_gets_invalid_client(String id, String secret, Api api) {
    String credentials = "&client_id=" + form(id) + "&client_secret=" + form(secret);
    JsonNode error = token(api, GRANT + credentials).expect(401, 400);
    assertThat(error.path("error").asText()).isEqualTo("invalid_client");
    assertThat(error.toString()).doesNotContain("secret-of");
  }

  @Test
  void a_wrong_secret_gets_401_and_with_basic_authentication_a_challenge(Api api) {
    token(api, GRANT + "&client_id=administrator&client_secret=wrong").expect(401);
    Request request =
        api.tokens()
            .tokenRequest(GRANT)
            .withHeader("Authorization", basic("administrator", "wrong"));
    Answer answer = new Answer(api.client().send(request));
    assertThat(answer.expect(401).path("error").asText()).isEqualTo("invalid_client");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
  }

  @ParameterizedTest
  @CsvSource({
    "password, unsupported_grant_type",
    "authorization_code, unsupported_grant_type",
    "refresh_token, unsupported_grant_type",
    "nonsense, unsupported_grant_type",
    "'', unsupported_grant_type",
  })
  @NeedsOwnServer("it knows a client's secret")
  void another_grant_is_refused(String grant, String expected, Api api) {
    JsonNode error =
        token(
                api,
                "grant_type="
                    + grant
                    + "&client_id=administrator&client_secret=secret-of-administrator")
            .expect(400);
    assertThat(error.path("error").asText()).isIn(expected, "invalid_request");
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
  @NeedsOwnServer("it knows a client's secret")
  void credentials_twice_are_a_bad_request(Api api) {
    String form = GRANT + "&client_id=administrator&client_secret=secret-of-administrator";
    assertThat(token(api, form + "&client_id=operator").expect(400, 401).path("error").isTextual())
        .isTrue();
    Request request =
        api.tokens()
            .tokenRequest(form)
            .withHeader("Authorization", basic("operator", "secret-of-operator"));
    new Answer(api.client().send(request)).expect(400, 401);
  }

  @Test
  void a_get_of_the_token_endpoint_gives_no_token(Api api) {
    Request request = api.tokens().tokenRequest("").withMethod("GET").withBody("");
    Answer answer =
        new Answer(
            api.client()
                .send(
                    request.withTarget(
                        request.target()
                            + "?"
                            + GRANT
                            + "&client_id=administrator&client_secret=secret-of-administrator")));
    assertThat(answer.status()).isIn(400, 404, 405);
    assertThat(answer.exchange().response().body().text()).doesNotContain("access_token");
  }

  @Test
  @NeedsOwnServer("it knows the roles")
  void the_roles_are_those_of_the_directory_not_of_the_request(Api api) {
    String token =
        token(
                api,
                GRANT
                    + "&client_id=stranger&client_secret=secret-of-stranger&roles="
                    + Fixtures.ADMINISTRATOR_ROLE
                    + "&scope="
                    + Fixtures.ADMINISTRATOR_ROLE)
            .expect(200)
            .path("access_token")
            .asText();
    api.as(Caller.withToken("stranger", 2, "stranger", token)).list().expect(403);
  }

  private static Answer token(Api api, String form) {
    return new Answer(api.client().send(api.tokens().tokenRequest(form)));
  }

  private static String form(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private static String basic(String id, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
  }
}
