package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.omfconnections.server.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests which fault the caller of a request with a rejected token is told, and the settings of an
 * issuer: clock skew and names of claims.
 */
class RejectedTokensTest {
  private static final RSAKey KEY = TestKeys.get(0);

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final Instant now = clock.instant();

  @Test
  void message_names_the_type() {
    assertThat(rejection(typed("dpop+jwt")))
        .contains("type (typ)", "dpop+jwt", "at+jwt")
        .doesNotContain("signature", "alg");
    assertThat(rejection(typed("x y\u00e9\"" + "z".repeat(100))))
        .contains("type (typ)", "at+jwt")
        .doesNotContain("zzz");
  }

  @Test
  void message_names_the_algorithm() throws Exception {
    SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    hmac.sign(new MACSigner("a secret of at least 256 bits, with some more"));

    for (Map.Entry<String, String> each :
        Map.of("HS256", hmac.serialize(), "none", new PlainJWT(claims().build()).serialize())
            .entrySet()) {
      assertThat(rejection(each.getValue()))
          .contains("algorithm (alg) is " + each.getKey(), "RS")
          .doesNotContain("signature", "typ");
    }
  }

  @Test
  void message_tells_a_missing_key_from_a_wrong_signature() {
    RSAKey unknown = TestKeys.get(1);
    assertThat(rejection(Tokens.signed(unknown, claims().build())))
        .contains("no key", "kid")
        .doesNotContain("signature");

    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build();
    assertThat(rejection(Tokens.signed(unknown, header, claims().build())))
        .contains("signature")
        .doesNotContain("typ", "alg");
  }

  @Test
  void clock_skew_extends_a_token_at_both_ends_and_no_further() throws Exception {
    Duration skew = Duration.ofSeconds(30);
    TokenVerifier verifier = verifier(ClaimNames.DEFAULT, skew);
    String token =
        token(
            claims()
                .notBeforeTime(Date.from(now.plusSeconds(60)))
                .expirationTime(Date.from(now.plusSeconds(100))));

    clock.set(now.plusSeconds(30).minusNanos(1));
    assertThat(rejection(verifier, token)).contains("before");
    for (int second : List.of(30, 60, 100, 129)) {
      clock.set(now.plusSeconds(second));
      assertThat(verifier.verify(token).id()).isEqualTo("client");
      assertThat(verifier(ClaimNames.DEFAULT, skew).verify(token).id())
          .as("not cached")
          .isEqualTo("client");
    }
    clock.set(now.plusSeconds(130));
    assertThat(rejection(verifier, token)).contains("expired");
    assertThat(rejection(verifier(ClaimNames.DEFAULT, skew), token)).contains("xpired");
  }

  @Test
  void claims_can_be_properties_of_other_claims() throws Exception {
    TokenVerifier verifier =
        verifier(
            new ClaimNames("/org/id", "client_id", "sub", "realm_access.roles"), Duration.ZERO);

    assertThat(
            verifier.verify(
                token(
                    claims()
                        .claim("tid", null)
                        .claim("org", Map.of("id", "nested tenant"))
                        .claim("realm_access", Map.of("roles", List.of("r1", "r2"))))))
        .satisfies(
            identity -> {
              assertThat(identity.tenantId()).isEqualTo("nested tenant");
              assertThat(identity.roles()).containsExactlyInAnyOrder("r1", "r2");
            });
    assertThat(rejection(verifier, token(claims()))).contains("/org/id");
  }

  @Test
  void claim_whose_name_is_a_url_can_be_used() throws Exception {
    TokenVerifier verifier =
        verifier(
            new ClaimNames("tid", "client_id", "sub", "https://example.com/roles"), Duration.ZERO);

    assertThat(
            verifier
                .verify(token(claims().claim("https://example.com/roles", List.of("r1"))))
                .roles())
        .containsExactly("r1");
  }

  /** UTF-8 can't represent them: the client would own what the client "?" has created. */
  @ParameterizedTest
  @CsvSource({
    "tid, '\"X\"'",
    "client_id, '\"X\"'",
    "sub, '\"X\"'",
    "roles, '\"X\"'",
    "roles, '[\"r1\",\"X\"]'"
  })
  void unpaired_surrogate_in_an_identifier_is_rejected(String claim, String value) {
    for (String escape : List.of("\\ud800", "a\\udc00", "\\ude00\\ud83d", "\\ud83dz")) {
      assertThat(rejection(withClaim(claim, value.replace("X", escape))))
          .isEqualTo("The claim " + claim + " has an unpaired surrogate.");
    }
  }

  @Test
  void surrogate_pair_and_other_claims_are_accepted() throws Exception {
    TokenVerifier verifier = verifier(ClaimNames.DEFAULT, Duration.ZERO);

    assertThat(verifier.verify(withClaim("client_id", "\"\\ud83d\\ude00\"")).id())
        .isEqualTo("\uD83D\uDE00");
    assertThat(verifier.verify(withClaim("other", "\"\\ud800\"")).id()).isEqualTo("client");
  }

  /** The library would replace what it can't decode, which makes different identifiers equal. */
  @Test
  void claims_that_are_not_utf_8_are_rejected() {
    byte[] latin = withClaimText("client_id", "\"\u00e9\"").getBytes(ISO_8859_1);

    assertThat(rejection(Tokens.signed(KEY, latin)))
        .isEqualTo("The token's claims are not text in UTF-8.");
  }

  /** Returns a token with a claim whose value is this JSON. */
  private String withClaim(String name, String value) {
    return Tokens.signed(KEY, withClaimText(name, value).getBytes(UTF_8));
  }

  private String withClaimText(String name, String value) {
    String others = claims().claim(name, null).build().toString();
    return "{\"" + name + "\":" + value + "," + others.substring(1);
  }

  private TokenVerifier verifier(ClaimNames names, Duration skew) {
    return new TokenVerifier(
        Tokens.ISSUER,
        Set.of(Tokens.AUDIENCE),
        new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())),
        names,
        clock,
        skew);
  }

  private String rejection(String token) {
    return rejection(verifier(ClaimNames.DEFAULT, Duration.ZERO), token);
  }

  private static String rejection(TokenVerifier verifier, String token) {
    InvalidTokenException exception =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    assertThat(exception).isNotNull();
    return String.valueOf(exception.getMessage());
  }

  private JWTClaimsSet.Builder claims() {
    return Tokens.claims(now);
  }

  private static String token(JWTClaimsSet.Builder claims) {
    return Tokens.signed(KEY, claims.build());
  }

  private String typed(String type) {
    return Tokens.typed(KEY, type, claims().build());
  }
}
