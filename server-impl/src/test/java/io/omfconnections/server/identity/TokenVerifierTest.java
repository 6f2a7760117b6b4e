package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests token verification. Long because each reason to reject a token is a test. */
class TokenVerifierTest extends TokenVerifierFixture {
  private static final RSAKey FOREIGN_KEY = TestKeys.get(1);
  private static final Identity CLIENT =
      new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of());

  @Test
  void valid_token_identifies_the_caller() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims()))).isEqualTo(CLIENT);
  }

  @Test
  void token_expires_at_exactly_its_expiration_time_even_if_cached() throws InvalidTokenException {
    String token = token(claims().expirationTime(Date.from(now.plusSeconds(10))));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);

    clock.set(now.plusSeconds(10).minusMillis(1));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);
    assertThat(verifier(KEY.toPublicJWK()).verify(token)).isEqualTo(CLIENT);

    clock.set(now.plusSeconds(10));
    assertThat(assertRejected(verifier, token)).hasMessageContaining("expired");
    assertThat(assertRejected(verifier(KEY.toPublicJWK()), token)).hasMessageContaining("xpired");
    assertThat(assertRejected(verifier, token)).as("again").hasMessageContaining("xpired");
  }

  @Test
  void token_is_valid_from_exactly_its_not_before_time() throws InvalidTokenException {
    String token = token(claims().notBeforeTime(Date.from(now.plusSeconds(10))));

    clock.set(now.plusSeconds(10).minusMillis(1));
    assertThat(assertRejected(token)).hasMessageContaining("before");

    clock.set(now.plusSeconds(10));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // the library uses Date
  void not_before_can_be_any_representable_time() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().notBeforeTime(new Date(0))))).isEqualTo(CLIENT);
    assertThat(assertRejected(token(claims().claim("nbf", Long.MAX_VALUE))))
        .hasMessageContaining("before");
  }

  @Test
  void accepted_token_is_cached() throws InvalidTokenException {
    JWKSource<SecurityContext> keys = new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK()));
    AtomicInteger fetches = new AtomicInteger();
    TokenVerifier countingVerifier =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of(Tokens.AUDIENCE),
            (selector, context) -> {
              fetches.incrementAndGet();
              return keys.get(selector, context);
            },
            ClaimNames.DEFAULT,
            clock);
    String token = token(claims());

    assertThat(countingVerifier.verify(token)).isEqualTo(CLIENT);
    assertThat(countingVerifier.verify(token)).isEqualTo(CLIENT);
    assertThat(fetches).hasValue(1);

    assertThat(countingVerifier.verify(token(claims().claim("roles", "r1"))).roles())
        .containsExactly("r1");
    assertThat(fetches).hasValue(2);
  }

  /** The decoder of Base64 ignores invalid characters, so anyone can make a token long. */
  @Test
  void cache_is_limited_by_the_length_of_the_tokens() throws InvalidTokenException {
    JWKSource<SecurityContext> keys = new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK()));
    AtomicInteger processed = new AtomicInteger();
    TokenVerifier countingVerifier =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of(Tokens.AUDIENCE),
            (selector, context) -> {
              processed.incrementAndGet();
              return keys.get(selector, context);
            },
            ClaimNames.DEFAULT,
            clock);
    String token = token(claims());
    int tokens = 200;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < tokens; i++) {
        // Padded to 20 MB in total
        countingVerifier.verify(token + "!".repeat(100_000 + i));
      }
    }

    assertThat(processed.get() - tokens).as("not cached in the second round").isGreaterThan(75);
  }

  @Test
  void token_without_expiration_is_rejected() {
    assertThat(assertRejected(token(claims().expirationTime(null)))).hasMessageContaining("exp");
  }

  @Test
  void token_of_another_issuer_is_rejected() {
    assertThat(assertRejected(token(claims().issuer("https://issuer.example/"))))
        .hasMessageContaining("iss");
    assertThat(assertRejected(token(claims().issuer(null)))).hasMessageContaining("iss");
  }

  @Test
  void token_for_another_audience_is_rejected() throws InvalidTokenException {
    assertThat(assertRejected(token(claims().audience("others")))).hasMessageContaining("aud");
    assertThat(assertRejected(token(claims().audience(List.of())))).hasMessageContaining("aud");
    assertThat(assertRejected(token(claims().audience((String) null)))).hasMessageContaining("aud");
    assertThat(verifier.verify(token(claims().audience(List.of("others", Tokens.AUDIENCE)))))
        .isEqualTo(CLIENT);
  }

  @Test
  void unsigned_token_is_rejected() {
    assertRejected(new PlainJWT(claims().build()).serialize());
    String[] parts = token(claims()).split("\\.", -1);
    assertRejected(parts[0] + "." + parts[1] + ".");
    assertRejected(Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    assertRejected(Base64URL.encode("{\"alg\":\"None\"}") + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void token_signed_with_the_public_key_as_hmac_secret_is_rejected() throws Exception {
    for (byte[] secret :
        List.of(
            KEY.toRSAPublicKey().getEncoded(), KEY.toPublicJWK().toJSONString().getBytes(UTF_8))) {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.getKeyID()).build(),
              claims().build());
      token.sign(new MACSigner(secret));
      assertRejected(token.serialize());
    }
  }

  @Test
  void token_signed_with_a_foreign_key_is_rejected_whatever_its_header_says() {
    JWTClaimsSet claims = claims().build();
    assertRejected(Tokens.signed(FOREIGN_KEY, claims));
    assertRejected(
        Tokens.signed(
            FOREIGN_KEY,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(),
            claims));
    assertRejected(
        Tokens.signed(
            FOREIGN_KEY,
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(FOREIGN_KEY.toPublicJWK()).build(),
            claims));
    assertRejected(Tokens.signed(FOREIGN_KEY, new JWSHeader(JWSAlgorithm.RS256), claims));
  }

  @Test
  void algorithm_that_does_not_match_the_key_is_rejected() throws Exception {
    ECKey ec = new ECKeyGenerator(Curve.P_256).keyID(KEY.getKeyID()).generate();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(),
            claims().build());
    token.sign(new ECDSASigner(ec));

    assertRejected(token.serialize());
    assertThat(verifier(ec.toPublicJWK()).verify(token.serialize())).isEqualTo(CLIENT);
  }

  @Test
  void encrypted_token_is_rejected() throws Exception {
    EncryptedJWT token =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM), claims().build());
    token.encrypt(new RSAEncrypter(KEY.toPublicJWK()));

    assertRejected(token.serialize());
  }

  @Test
  void token_of_another_type_is_rejected() throws InvalidTokenException {
    for (String type : List.of("at+jwt", "JWT", "jwt")) {
      assertThat(verifier.verify(typed(type))).isEqualTo(CLIENT);
    }
    for (String type : List.of("dpop+jwt", "secevent+jwt", "logout+jwt")) {
      assertRejected(typed(type));
    }
  }

  @Test
  void token_without_tenant_is_rejected() {
    assertThat(assertRejected(token(claims().claim("tid", null)))).hasMessageContaining("tid");
    assertThat(assertRejected(token(claims().claim("tid", 7)))).hasMessageContaining("tid");
    assertThat(assertRejected(token(claims().claim("tid", List.of("tenant")))))
        .hasMessageContaining("tid");
  }

  @Test
  void token_identifies_a_user_unless_its_subject_is_the_client() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().subject("user"))))
        .isEqualTo(new Identity(TrusteeType.USER, "user", "tenant", Set.of()));
    assertThat(verifier.verify(token(claims().subject("user").claim("client_id", null))))
        .isEqualTo(new Identity(TrusteeType.USER, "user", "tenant", Set.of()));
    assertThat(verifier.verify(token(claims().subject("client")))).isEqualTo(CLIENT);
    assertThat(verifier.verify(token(claims().subject(null)))).isEqualTo(CLIENT);
  }

  @Test
  void token_without_user_and_client_is_rejected() {
    assertThat(assertRejected(token(claims().claim("client_id", null))))
        .hasMessageContaining("client_id")
        .hasMessageContaining("sub");
    assertThat(assertRejected(token(claims().claim("client_id", 7))))
        .hasMessageContaining("client_id");
  }

  @Test
  void roles_are_a_list_of_strings_or_one_string() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().claim("roles", List.of("r1", "r2", "r1")))).roles())
        .containsExactlyInAnyOrder("r1", "r2");
    assertThat(verifier.verify(token(claims().claim("roles", "r1 r2"))).roles())
        .containsExactly("r1 r2");
    assertThat(verifier.verify(token(claims().claim("roles", List.of()))).roles()).isEmpty();
    for (Object wrong : List.of(7, true, List.of("r1", 7), Map.of("r1", true))) {
      assertThat(assertRejected(token(claims().claim("roles", wrong))))
          .hasMessageContaining("roles");
    }
  }

  @Test
  void claim_names_can_be_configured() throws InvalidTokenException {
    TokenVerifier other =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of("a", Tokens.AUDIENCE),
            new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())),
            new ClaimNames("org", "azp", "uid", "groups"),
            clock);

    assertThat(
            other.verify(
                token(
                    claims()
                        .claim("tid", null)
                        .claim("org", "o")
                        .claim("azp", "a")
                        .claim("uid", "u")
                        .claim("groups", List.of("g")))))
        .isEqualTo(new Identity(TrusteeType.USER, "u", "o", Set.of("g")));
    assertThat(assertRejected(other, token(claims()))).hasMessageContaining("org");
  }

  @Test
  void unavailable_keys_fail_with_unavailable() {
    TokenVerifier verifierWithoutKeys =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of(Tokens.AUDIENCE),
            (selector, context) -> {
              throw new KeySourceException("no keys");
            },
            ClaimNames.DEFAULT,
            clock);

    OperationException exception =
        catchThrowableOfType(
            OperationException.class, () -> verifierWithoutKeys.verify(token(claims())));
    assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
    assertThat(exception).hasRootCauseMessage("no keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1H", "PT10H"})
  void exception_does_not_contain_the_token(Duration later) {
    clock.advance(later);
    String token = token(claims().claim("tid", null));

    String message = String.valueOf(assertRejected(token).getMessage());

    for (String part : token.split("\\.", -1)) {
      assertThat(message).doesNotContain(part);
    }
  }

  private String typed(String type) {
    return Tokens.typed(KEY, type, claims().build());
  }
}
