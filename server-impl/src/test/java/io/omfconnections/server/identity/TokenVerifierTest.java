package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
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
import com.nimbusds.jose.jwk.JWK;
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
import io.omfconnections.server.TestClock;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final RSAKey KEY = SigningKeys.inMemory();
  private static final RSAKey FOREIGN_KEY = SigningKeys.inMemory();
  private static final Identity CLIENT =
      new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of());

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final Instant now = clock.instant();
  private final TokenVerifier verifier = verifier(KEY.toPublicJWK());

  @Test
  void aGoodTokenSaysWhoIsCalling() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims()))).isEqualTo(CLIENT);
  }

  @Test
  void aTokenIsGoodUntilExactlyItsExpiryAlsoWhenItIsRemembered() throws InvalidTokenException {
    String token = token(claims().expirationTime(Date.from(now.plusSeconds(10))));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);

    clock.set(now.plusSeconds(10).minusMillis(1));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);
    assertThat(verifier(KEY.toPublicJWK()).verify(token)).isEqualTo(CLIENT);

    clock.set(now.plusSeconds(10));
    assertThat(refusal(verifier, token)).hasMessageContaining("expired");
    assertThat(refusal(verifier(KEY.toPublicJWK()), token)).hasMessageContaining("xpired");
    assertThat(refusal(verifier, token)).as("once more").hasMessageContaining("xpired");
  }

  @Test
  void aTokenIsGoodFromExactlyItsNotBeforeOn() throws InvalidTokenException {
    String token = token(claims().notBeforeTime(Date.from(now.plusSeconds(10))));

    clock.set(now.plusSeconds(10).minusMillis(1));
    assertThat(refusal(token)).hasMessageContaining("before");

    clock.set(now.plusSeconds(10));
    assertThat(verifier.verify(token)).isEqualTo(CLIENT);
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // as the library has it
  void aNotBeforeMayBeAnyMomentThatCanBeCounted() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().notBeforeTime(new Date(0))))).isEqualTo(CLIENT);
    assertThat(refusal(token(claims().claim("nbf", Long.MAX_VALUE))))
        .hasMessageContaining("before");
  }

  @Test
  void aTokenThatWasAcceptedIsRemembered() throws InvalidTokenException {
    JWKSource<SecurityContext> keys = new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK()));
    AtomicInteger asked = new AtomicInteger();
    TokenVerifier counted =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of(Tokens.AUDIENCE),
            (selector, context) -> {
              asked.incrementAndGet();
              return keys.get(selector, context);
            },
            ClaimNames.DEFAULT,
            clock);
    String token = token(claims());

    assertThat(counted.verify(token)).isEqualTo(CLIENT);
    assertThat(counted.verify(token)).isEqualTo(CLIENT);
    assertThat(asked).hasValue(1);

    assertThat(counted.verify(token(claims().claim("roles", "r1"))).roles()).containsExactly("r1");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aTokenWithoutAnExpiryIsRefused() {
    assertThat(refusal(token(claims().expirationTime(null)))).hasMessageContaining("exp");
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    assertThat(refusal(token(claims().issuer("https://issuer.example/"))))
        .hasMessageContaining("iss");
    assertThat(refusal(token(claims().issuer(null)))).hasMessageContaining("iss");
  }

  @Test
  void aTokenForOthersIsRefused() throws InvalidTokenException {
    assertThat(refusal(token(claims().audience("others")))).hasMessageContaining("aud");
    assertThat(refusal(token(claims().audience(List.of())))).hasMessageContaining("aud");
    assertThat(refusal(token(claims().audience((String) null)))).hasMessageContaining("aud");
    assertThat(verifier.verify(token(claims().audience(List.of("others", Tokens.AUDIENCE)))))
        .isEqualTo(CLIENT);
  }

  @Test
  void anUnsignedTokenIsRefused() {
    refusal(new PlainJWT(claims().build()).serialize());
    String[] parts = token(claims()).split("\\.", -1);
    refusal(parts[0] + "." + parts[1] + ".");
    refusal(Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    refusal(Base64URL.encode("{\"alg\":\"None\"}") + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void aTokenThatIsSignedWithThePublicKeyAsASharedSecretIsRefused() throws Exception {
    for (byte[] secret :
        List.of(
            KEY.toRSAPublicKey().getEncoded(), KEY.toPublicJWK().toJSONString().getBytes(UTF_8))) {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.getKeyID()).build(),
              claims().build());
      token.sign(new MACSigner(secret));
      refusal(token.serialize());
    }
  }

  @Test
  void aTokenOfAForeignKeyIsRefusedWhateverItSaysOfItsKey() {
    JWTClaimsSet claims = claims().build();
    refusal(Tokens.signed(FOREIGN_KEY, claims));
    refusal(
        Tokens.signed(
            FOREIGN_KEY,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(),
            claims));
    refusal(
        Tokens.signed(
            FOREIGN_KEY,
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(FOREIGN_KEY.toPublicJWK()).build(),
            claims));
    refusal(Tokens.signed(FOREIGN_KEY, new JWSHeader(JWSAlgorithm.RS256), claims));
  }

  @Test
  void anAlgorithmThatDoesNotFitTheKeyIsRefused() throws Exception {
    ECKey ec = new ECKeyGenerator(Curve.P_256).keyID(KEY.getKeyID()).generate();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(),
            claims().build());
    token.sign(new ECDSASigner(ec));

    refusal(token.serialize());
    assertThat(verifier(ec.toPublicJWK()).verify(token.serialize())).isEqualTo(CLIENT);
  }

  @Test
  void anEncryptedTokenIsRefused() throws Exception {
    EncryptedJWT token =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM), claims().build());
    token.encrypt(new RSAEncrypter(KEY.toPublicJWK()));

    refusal(token.serialize());
  }

  @Test
  void aTokenOfAnotherTypeIsRefused() throws InvalidTokenException {
    for (String type : List.of("at+jwt", "JWT", "jwt")) {
      assertThat(verifier.verify(typed(type))).isEqualTo(CLIENT);
    }
    for (String type : List.of("dpop+jwt", "secevent+jwt", "logout+jwt")) {
      refusal(typed(type));
    }
  }

  @Test
  void aTamperedPayloadIsRefused() {
    String[] parts = token(claims()).split("\\.", -1);
    String payload = new Base64URL(parts[1]).decodeToString();
    assertThat(payload).contains("\"client_id\":\"client\"");

    refusal(
        parts[0]
            + "."
            + Base64URL.encode(payload.replace("\"client\"", "\"admin\""))
            + "."
            + parts[2]);
  }

  @Test
  void noChangeOfATokenMakesAnotherIdentity() {
    String token = token(claims().claim("roles", List.of("r1")));
    Identity expected = new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of("r1"));
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      StringBuilder changed = new StringBuilder(token);
      int at = random.nextInt(token.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, (char) (33 + random.nextInt(94)));
        case 1 -> changed.deleteCharAt(at);
        case 2 -> changed.insert(at, (char) random.nextInt(0x300));
        default -> changed.setLength(at);
      }
      try {
        // Base64 has bits that mean nothing, and its reader skips what is none of it.
        assertThat(verifier.verify(changed.toString())).isEqualTo(expected);
      } catch (InvalidTokenException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  static final List<String> NO_TOKENS =
      Stream.of(
              "",
              " ",
              ".",
              "..",
              "...",
              "....",
              "a.b.c",
              "e30.e30.e30",
              Base64URL.encode("null") + "..",
              Base64URL.encode("[]") + ".e30.e30",
              Base64URL.encode("{\"alg\":1}") + ".e30.e30",
              Base64URL.encode("{\"alg\":\"RS256\",\"alg\":\"none\"}") + ".e30.",
              Base64URL.encode("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}") + ".e30.e30",
              Base64URL.encode("{".repeat(5_000)) + ".e30.e30",
              "x".repeat(100_000))
          .toList();

  @ParameterizedTest
  @FieldSource("NO_TOKENS")
  void whatIsNoTokenIsRefused(String text) {
    refusal(text);
  }

  @Test
  void aTokenWithoutATenantIsRefused() {
    assertThat(refusal(token(claims().claim("tid", null)))).hasMessageContaining("tid");
    assertThat(refusal(token(claims().claim("tid", 7)))).hasMessageContaining("tid");
    assertThat(refusal(token(claims().claim("tid", List.of("tenant")))))
        .hasMessageContaining("tid");
  }

  @Test
  void aTokenIsAUsersUnlessItsSubjectIsTheClient() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().subject("user"))))
        .isEqualTo(new Identity(TrusteeType.USER, "user", "tenant", Set.of()));
    assertThat(verifier.verify(token(claims().subject("user").claim("client_id", null))))
        .isEqualTo(new Identity(TrusteeType.USER, "user", "tenant", Set.of()));
    assertThat(verifier.verify(token(claims().subject("client")))).isEqualTo(CLIENT);
    assertThat(verifier.verify(token(claims().subject(null)))).isEqualTo(CLIENT);
  }

  @Test
  void aTokenOfNeitherAUserNorAClientIsRefused() {
    assertThat(refusal(token(claims().claim("client_id", null))))
        .hasMessageContaining("client_id")
        .hasMessageContaining("sub");
    assertThat(refusal(token(claims().claim("client_id", 7)))).hasMessageContaining("client_id");
  }

  @Test
  void rolesAreAListOfStringsOrOneString() throws InvalidTokenException {
    assertThat(verifier.verify(token(claims().claim("roles", List.of("r1", "r2", "r1")))).roles())
        .containsExactlyInAnyOrder("r1", "r2");
    assertThat(verifier.verify(token(claims().claim("roles", "r1 r2"))).roles())
        .containsExactly("r1 r2");
    assertThat(verifier.verify(token(claims().claim("roles", List.of()))).roles()).isEmpty();
    for (Object wrong : List.of(7, true, List.of("r1", 7), Map.of("r1", true))) {
      assertThat(refusal(token(claims().claim("roles", wrong)))).hasMessageContaining("roles");
    }
  }

  @Test
  void theClaimsHaveTheNamesOfTheIssuer() throws InvalidTokenException {
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
    assertThat(refusal(other, token(claims()))).hasMessageContaining("org");
  }

  @Test
  void keysThatCanNotBeHadAreNotTheCallersFault() {
    TokenVerifier blind =
        new TokenVerifier(
            Tokens.ISSUER,
            Set.of(Tokens.AUDIENCE),
            (selector, context) -> {
              throw new KeySourceException("away");
            },
            ClaimNames.DEFAULT,
            clock);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> blind.verify(token(claims())));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(refusal).hasRootCauseMessage("away");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1H", "PT10H"})
  void aRefusalHoldsNoToken(Duration later) {
    clock.advance(later);
    String token = token(claims().claim("tid", null));

    String message = String.valueOf(refusal(token).getMessage());

    for (String part : token.split("\\.", -1)) {
      assertThat(message).doesNotContain(part);
    }
  }

  private TokenVerifier verifier(JWK key) {
    return new TokenVerifier(
        Tokens.ISSUER,
        Set.of(Tokens.AUDIENCE),
        new ImmutableJWKSet<>(new JWKSet(key)),
        ClaimNames.DEFAULT,
        clock);
  }

  private JWTClaimsSet.Builder claims() {
    return Tokens.claims(now);
  }

  private static String token(JWTClaimsSet.Builder claims) {
    return Tokens.signed(KEY, claims.build());
  }

  private String typed(String type) {
    return Tokens.signed(
        KEY,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(KEY.getKeyID())
            .type(new JOSEObjectType(type))
            .build(),
        claims().build());
  }

  private InvalidTokenException refusal(String token) {
    return refusal(verifier, token);
  }

  private static InvalidTokenException refusal(TokenVerifier verifier, String token) {
    InvalidTokenException refusal =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
