package io.omfconnections.contract.suites;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Tokens;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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
    assumeThat(api.tokens().external()).as("tokens come from another token endpoint").isFalse();
  }

  @Test
  void discovery_names_what_clients_need(Api api) {
    JsonNode document = discovery(api).expect(200);
    String base = api.client().base().toString();
    assertThat(document.path("token_endpoint").asText()).startsWith(base + "/");
    assertThat(document.path("issuer").asText()).isNotEmpty();
    assertThat(document.path("jwks_uri").asText()).startsWith(base + "/");
    JsonNode keys = keys(api, document);
    assertThat(keys.path("keys")).isNotEmpty();
    for (JsonNode key : keys.path("keys")) {
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
  void a_token_is_a_jwt_of_a_published_key_and_lives_as_long_as_is_said(Api api)
      throws NotJsonException {
    JsonNode answer = token(api, grant(api)).expect(200);
    String[] parts = answer.path("access_token").asText().split("\\.", -1);
    // Signed, or encrypted: then it is nobody's business what it says.
    assertThat(parts.length).as("parts of a JWT").isIn(3, 5);
    if (parts.length == 3) {
      JsonNode header = decoded(parts[0]);
      assertThat(header.path("alg").asText("none")).isNotEqualToIgnoringCase("none");
      if (header.has("kid")) {
        assertThat(keys(api, discovery(api).expect(200)).findValuesAsText("kid"))
            .contains(header.path("kid").asText());
      }
      JsonNode claims = decoded(parts[1]);
      if (claims.has("iat") && claims.has("exp")) {
        // A second for rounding.
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
            .isGreaterThanOrEqualTo(answer.path("expires_in").asLong() - 1);
      }
    }
  }

  private static JsonNode decoded(String part) throws NotJsonException {
    return StrictJson.read(Body.of(Base64.getUrlDecoder().decode(part)));
  }

  private static JsonNode keys(Api api, JsonNode document) {
    String keys = document.path("jwks_uri").asText();
    String base = api.client().base().toString();
    return new ApiResponse(api.client().send(Request.of("GET", keys.substring(base.length()))))
        .expect(200);
  }

  private static ApiResponse discovery(Api api) {
    return new ApiResponse(
        api.client().send(Request.of("GET", "/identity/.well-known/openid-configuration")));
  }

  @Test
  void discovery_tokens_and_errors_are_called_json(Api api) {
    List<ApiResponse> answers =
        List.of(
            discovery(api),
            token(api, grant(api)),
            token(api, Tokens.grant(api.caller().id(), "wrong")),
            token(api, grant(api).replace(GRANT, "grant_type=nonsense")));
    for (ApiResponse answer : answers) {
      // RFC 6749, sections 5.1 and 5.2, whose own examples have a parameter.
      assertThat(answer.header("Content-Type").toLowerCase(Locale.ROOT))
          .matches("application/json *(;.*)?");
    }
  }

  // RFC 9110, section 8.3.1: types are case-insensitive, and may have parameters.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded; charset=UTF-8",
        "application/x-www-form-urlencoded;charset=utf-8",
        "Application/X-WWW-Form-URLEncoded",
      })
  void a_form_is_a_form_with_a_parameter_or_in_other_capitals(String type, Api api) {
    Request request = api.tokens().tokenRequest(grant(api)).withHeader("Content-Type", type);
    works(api, new ApiResponse(api.client().send(request)).expect(200));
  }

  // RFC 6749, section 3.2: what is unknown is ignored, what has no value counts as omitted.
  @ParameterizedTest
  @ValueSource(strings = {"x_unknown=1", "scope=", "x_empty="})
  void a_field_that_is_unknown_or_empty_changes_nothing(String field, Api api) {
    works(api, token(api, grant(api) + "&" + field).expect(200));
    works(api, token(api, field + "&" + grant(api)).expect(200));
  }

  @Test
  void a_form_is_decoded(Api api) {
    String form =
        "grant%5Ftype=client%5Fcredentials&client_id="
            + allEncoded(api.caller().id())
            + "&client_secret="
            + allEncoded(api.caller().secret());
    works(api, token(api, form).expect(200));
  }

  private static String allEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      encoded.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return encoded.toString();
  }

  @Test
  void a_form_in_the_address_does_not_count(Api api) {
    // RFC 6749, section 2.3.1: credentials must not be in the address; here it is not the secret.
    Request right = api.tokens().tokenRequest(grant(api));
    String client = grant(api).replaceFirst(".*(client_id=[^&]*).*", "$1");
    String rest = grant(api).replace(client + "&", "");
    Request wrong = right.withTarget(right.target() + "?" + client).withBody(rest);
    ApiResponse answer = new ApiResponse(api.client().send(wrong));
    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.exchange().response().body().text()).doesNotContain("access_token");
  }

  @Test
  void a_token_response_is_not_to_be_stored(Api api) {
    ApiResponse answer = token(api, grant(api));
    answer.expect(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void a_client_may_use_basic_authentication(Api api) {
    works(api, withBasic(api, api.caller().secret()).expect(200));
    // RFC 9110, section 11.1: a scheme is known whatever its capitals.
    String credentials = Tokens.basic(api.caller().id(), api.caller().secret());
    for (String scheme : new String[] {"basic ", "BASIC "}) {
      Request request =
          api.tokens()
              .tokenRequest(GRANT)
              .withHeader("Authorization", credentials.replace("Basic ", scheme));
      works(api, new ApiResponse(api.client().send(request)).expect(200));
    }
  }

  @TestFactory
  Stream<DynamicTest> a_wrong_secret_or_client_gets_invalid_client(Api api) {
    String id = api.caller().id();
    String secret = api.caller().secret();
    // RFC 6749, section 1.1: values are case-sensitive.
    return Map.of(
            "another secret", Tokens.grant(id, "wrong"),
            "a letter more", Tokens.grant(id, secret + "x"),
            "a letter less", Tokens.grant(id, secret.substring(0, secret.length() - 1)),
            "a blank before", Tokens.grant(id, " " + secret),
            "a blank behind", Tokens.grant(id, secret + " "),
            "a secret in other capitals", Tokens.grant(id, otherCapitals(secret)),
            "a client in other capitals", Tokens.grant(otherCapitals(id), secret),
            "no secret", Tokens.grant(id, ""),
            "the secret of another client", Tokens.grant("nobody", secret),
            "no client", Tokens.grant("", secret))
        .entrySet()
        .stream()
        .filter(wrong -> !wrong.getValue().equals(Tokens.grant(id, secret)))
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
    ApiResponse answer = withBasic(api, "wrong");
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
  void a_field_that_is_there_twice_or_a_grant_without_value_is_a_bad_request(Api api) {
    // RFC 6749, sections 3.2 and 5.2
    for (String wrong :
        List.of(
            GRANT + "&" + grant(api),
            grant(api) + "&client_id=nobody",
            grant(api).replace(GRANT, "grant_type="))) {
      assertThat(token(api, wrong).expect(400).path("error").asText()).isEqualTo("invalid_request");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "CLIENT_CREDENTIALS", "Client_Credentials"})
  void a_grant_that_nobody_knows_is_unsupported(String grant, Api api) {
    // RFC 6749, section 5.2; and values are case-sensitive.
    JsonNode error = token(api, grant(api).replace(GRANT, "grant_type=" + grant)).expect(400);
    assertThat(error.path("error").asText()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void no_form_is_a_bad_request(Api api) {
    assertThat(token(api, "").expect(400).path("error").asText()).isEqualTo("invalid_request");
    assertThat(token(api, "grant_type").expect(400).path("error").isTextual()).isTrue();
    Request request =
        api.tokens().tokenRequest("{}").withHeader("Content-Type", "application/json");
    ApiResponse answer = new ApiResponse(api.client().send(request));
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
    new ApiResponse(api.client().send(request)).expect(400, 401);
  }

  @Test
  void a_get_of_the_token_endpoint_gives_no_token(Api api) {
    Request request = api.tokens().tokenRequest("").withMethod("GET").withBody("");
    ApiResponse answer =
        new ApiResponse(api.client().send(request.withTarget(request.target() + "?" + grant(api))));
    assertThat(answer.status()).isIn(400, 404, 405);
    assertThat(answer.exchange().response().body().text()).doesNotContain("access_token");
  }

  private static String otherCapitals(String text) {
    String capitals = text.toUpperCase(Locale.ROOT);
    return capitals.equals(text) ? text.toLowerCase(Locale.ROOT) : capitals;
  }

  private static String grant(Api api) {
    return Tokens.grant(api.caller().id(), api.caller().secret());
  }

  private static ApiResponse token(Api api, String form) {
    return new ApiResponse(api.client().send(api.tokens().tokenRequest(form)));
  }

  private static ApiResponse withBasic(Api api, String secret) {
    return new ApiResponse(
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
