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

/**
 * Discovery document and token endpoint of the server (OAuth 2.0 client credentials, RFC 6749).
 * Long because each variant of a token request is a test.
 */
@ContractSuite
@Order(6)
class TokenEndpointTest {
  private static final String GRANT = "grant_type=client_credentials";

  @BeforeEach
  void assumeServerIssuesTokens(Api api) {
    assumeThat(api.tokens().external()).as("tokens come from an external token endpoint").isFalse();
  }

  @Test
  void discovery_document_names_issuer_token_endpoint_and_public_keys(Api api) {
    JsonNode document = discovery(api).expect(200);
    String base = api.client().base().toString();
    assertThat(document.path("token_endpoint").asText()).startsWith(base + "/");
    assertThat(document.path("issuer").asText()).isNotEmpty();
    assertThat(document.path("jwks_uri").asText()).startsWith(base + "/");
    JsonNode keys = keys(api, document);
    assertThat(keys.path("keys")).isNotEmpty();
    for (JsonNode key : keys.path("keys")) {
      // The parameters of private RSA and EC keys and of symmetric keys (RFC 7518, section 6).
      assertThat(key.fieldNames()).toIterable().doesNotContain("d", "p", "q", "k");
    }
  }

  @Test
  void client_gets_bearer_token_and_its_lifetime_in_seconds(Api api) {
    JsonNode response = token(api, grant(api)).expect(200);
    assertThat(response.path("access_token").isTextual()).isTrue();
    assertThat(response.path("token_type").asText()).isEqualToIgnoringCase("Bearer");
    assertThat(response.path("expires_in").isIntegralNumber()).isTrue();
    // In seconds. The vendor's clients can be configured for one minute to one hour.
    assertThat(response.path("expires_in").asLong()).isBetween(60L, 3_600L);
    assertTokenAccepted(api, response);
  }

  @Test
  void token_is_jwt_with_published_key_and_announced_lifetime(Api api) throws NotJsonException {
    JsonNode response = token(api, grant(api)).expect(200);
    String[] parts = response.path("access_token").asText().split("\\.", -1);
    // Three parts if signed; five if encrypted, in which case the content cannot be checked.
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
        // Allows one second for rounding.
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
            .isGreaterThanOrEqualTo(response.path("expires_in").asLong() - 1);
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
  void discovery_tokens_and_errors_have_json_media_type(Api api) {
    List<ApiResponse> responses =
        List.of(
            discovery(api),
            token(api, grant(api)),
            token(api, Tokens.grant(api.caller().id(), "wrong")),
            token(api, grant(api).replace(GRANT, "grant_type=nonsense")));
    for (ApiResponse response : responses) {
      // RFC 6749, sections 5.1 and 5.2, whose own examples have a parameter.
      assertThat(response.header("Content-Type").toLowerCase(Locale.ROOT))
          .matches("application/json *(;.*)?");
    }
  }

  // RFC 9110, section 8.3.1: media types are case-insensitive and may have parameters.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded; charset=UTF-8",
        "application/x-www-form-urlencoded;charset=utf-8",
        "Application/X-WWW-Form-URLEncoded",
      })
  void form_media_type_is_case_insensitive_and_may_have_charset(String type, Api api) {
    Request request = api.tokens().tokenRequest(grant(api)).withHeader("Content-Type", type);
    assertTokenAccepted(api, new ApiResponse(api.client().send(request)).expect(200));
  }

  // RFC 6749, section 3.2: unknown parameters are ignored; those without a value count as omitted.
  @ParameterizedTest
  @ValueSource(strings = {"x_unknown=1", "scope=", "x_empty="})
  void unknown_or_empty_form_fields_are_ignored(String field, Api api) {
    assertTokenAccepted(api, token(api, grant(api) + "&" + field).expect(200));
    assertTokenAccepted(api, token(api, field + "&" + grant(api)).expect(200));
  }

  @Test
  void percent_encoded_form_is_decoded(Api api) {
    String form =
        "grant%5Ftype=client%5Fcredentials&client_id="
            + encodeAll(api.caller().id())
            + "&client_secret="
            + encodeAll(api.caller().secret());
    assertTokenAccepted(api, token(api, form).expect(200));
  }

  private static String encodeAll(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      encoded.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return encoded.toString();
  }

  @Test
  void client_id_in_query_is_rejected(Api api) {
    // RFC 6749, section 2.3.1: credentials must not be in the request URI. This test moves only the
    // client ID there; the secret stays in the form.
    Request valid = api.tokens().tokenRequest(grant(api));
    String client = grant(api).replaceFirst(".*(client_id=[^&]*).*", "$1");
    String rest = grant(api).replace(client + "&", "");
    Request invalid = valid.withTarget(valid.target() + "?" + client).withBody(rest);
    ApiResponse response = new ApiResponse(api.client().send(invalid));
    assertThat(response.status()).isBetween(400, 499);
    assertThat(response.exchange().response().body().text()).doesNotContain("access_token");
  }

  @Test
  void token_response_has_cache_control_no_store(Api api) {
    ApiResponse response = token(api, grant(api));
    response.expect(200);
    assertThat(response.header("Cache-Control")).contains("no-store");
  }

  @Test
  void basic_authentication_is_accepted(Api api) {
    assertTokenAccepted(api, withBasic(api, api.caller().secret()).expect(200));
    // RFC 9110, section 11.1: authentication schemes are case-insensitive.
    String credentials = Tokens.basic(api.caller().id(), api.caller().secret());
    for (String scheme : new String[] {"basic ", "BASIC "}) {
      Request request =
          api.tokens()
              .tokenRequest(GRANT)
              .withHeader("Authorization", credentials.replace("Basic ", scheme));
      assertTokenAccepted(api, new ApiResponse(api.client().send(request)).expect(200));
    }
  }

  @TestFactory
  Stream<DynamicTest> wrong_client_or_secret_is_invalid_client(Api api) {
    String id = api.caller().id();
    String secret = api.caller().secret();
    // RFC 6749, section 1.1: values are case-sensitive.
    return Map.of(
            "wrong secret", Tokens.grant(id, "wrong"),
            "secret with an extra character", Tokens.grant(id, secret + "x"),
            "secret without its last character",
                Tokens.grant(id, secret.substring(0, secret.length() - 1)),
            "secret after a space", Tokens.grant(id, " " + secret),
            "secret before a space", Tokens.grant(id, secret + " "),
            "secret in other case", Tokens.grant(id, inOtherCase(secret)),
            "client in other case", Tokens.grant(inOtherCase(id), secret),
            "empty secret", Tokens.grant(id, ""),
            "unknown client", Tokens.grant("nobody", secret),
            "empty client", Tokens.grant("", secret))
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
  void wrong_secret_is_401_and_basic_authentication_gets_challenge(Api api) {
    token(api, Tokens.grant(api.caller().id(), "wrong")).expect(401);
    ApiResponse response = withBasic(api, "wrong");
    assertThat(response.expect(401).path("error").asText()).isEqualTo("invalid_client");
    assertThat(response.header("WWW-Authenticate")).startsWith("Basic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "authorization_code", "refresh_token", "nonsense", ""})
  void other_grant_types_are_rejected(String grant, Api api) {
    String form = grant(api).replace(GRANT, "grant_type=" + grant);
    JsonNode error = token(api, form).expect(400);
    assertThat(error.path("error").asText())
        .isIn("unsupported_grant_type", "unauthorized_client", "invalid_request");
  }

  @Test
  void duplicate_field_or_empty_grant_type_is_invalid_request(Api api) {
    // RFC 6749, sections 3.2 and 5.2
    for (String form :
        List.of(
            GRANT + "&" + grant(api),
            grant(api) + "&client_id=nobody",
            grant(api).replace(GRANT, "grant_type="))) {
      assertThat(token(api, form).expect(400).path("error").asText()).isEqualTo("invalid_request");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "CLIENT_CREDENTIALS", "Client_Credentials"})
  void unknown_grant_type_is_unsupported_grant_type(String grant, Api api) {
    // RFC 6749, section 5.2 (error code) and section 1.1 (values are case-sensitive).
    JsonNode error = token(api, grant(api).replace(GRANT, "grant_type=" + grant)).expect(400);
    assertThat(error.path("error").asText()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void missing_form_is_rejected(Api api) {
    assertThat(token(api, "").expect(400).path("error").asText()).isEqualTo("invalid_request");
    assertThat(token(api, "grant_type").expect(400).path("error").isTextual()).isTrue();
    Request request =
        api.tokens().tokenRequest("{}").withHeader("Content-Type", "application/json");
    ApiResponse response = new ApiResponse(api.client().send(request));
    assertThat(response.expect(400, 415).path("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void conflicting_credentials_are_rejected(Api api) {
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
  void get_of_token_endpoint_returns_no_token(Api api) {
    Request request = api.tokens().tokenRequest("").withMethod("GET").withBody("");
    ApiResponse response =
        new ApiResponse(api.client().send(request.withTarget(request.target() + "?" + grant(api))));
    assertThat(response.status()).isIn(400, 404, 405);
    assertThat(response.exchange().response().body().text()).doesNotContain("access_token");
  }

  private static String inOtherCase(String text) {
    String upperCase = text.toUpperCase(Locale.ROOT);
    return upperCase.equals(text) ? text.toLowerCase(Locale.ROOT) : upperCase;
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

  private static void assertTokenAccepted(Api api, JsonNode response) {
    String id = api.caller().id();
    String token = response.path("access_token").asText();
    api.as(Caller.withToken(id, 2, id, token)).list().expect(200);
  }
}
