package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.omfconnections.server.TestClock;
import java.time.Instant;
import java.util.Set;

/** Base class of the tests of {@link TokenVerifier}. */
abstract class TokenVerifierFixture {
  static final RSAKey KEY = TestKeys.get(0);

  final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  final Instant now = clock.instant();
  final TokenVerifier verifier = verifier(KEY.toPublicJWK());

  TokenVerifier verifier(JWK key) {
    return new TokenVerifier(
        Tokens.ISSUER,
        Set.of(Tokens.AUDIENCE),
        new ImmutableJWKSet<>(new JWKSet(key)),
        ClaimNames.DEFAULT,
        clock);
  }

  JWTClaimsSet.Builder claims() {
    return Tokens.claims(now);
  }

  static String token(JWTClaimsSet.Builder claims) {
    return Tokens.signed(KEY, claims.build());
  }

  InvalidTokenException assertRejected(String token) {
    return assertRejected(verifier, token);
  }

  static InvalidTokenException assertRejected(TokenVerifier verifier, String token) {
    InvalidTokenException exception =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    assertThat(exception).isNotNull();
    return exception;
  }
}
