package io.omfconnections.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Refusal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks access tokens: signature, algorithm, issuer, audience, expiry and not-before (RFC 7519,
 * RFC 8725), and reads from them who is calling.
 *
 * <p>The times are compared exactly, with no allowance for clocks that differ.
 */
public final class TokenVerifier {
  /** Asymmetric algorithms only: no issuer shares a secret with us. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** Bounds how long a token outlives its key's removal from the issuer's key set. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private static final int MAX_REMEMBERED = 10_000;

  private record Verified(Identity identity, Instant expiry) {}

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final ClaimNames claims;
  private final Clock clock;
  private final Cache<String, Verified> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();

  /** A verifier of tokens that one issuer signs with the given keys. */
  TokenVerifier(
      String issuer,
      Set<String> audiences,
      JWKSource<SecurityContext> keys,
      ClaimNames claims,
      Clock clock) {
    this.claims = claims;
    this.clock = clock;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"),
            JOSEObjectType.JWT,
            null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier =
        new DefaultJWTClaimsVerifier<>(
            audiences,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("exp", claims.tenant()),
            Set.of()) {
          @Override
          @SuppressWarnings("JavaUtilDate") // as the library has it
          protected Date currentTime() {
            return Date.from(clock.instant());
          }

          /**
           * A token is good at its not-before, too (RFC 7519, section 4.1.5); super wants it past.
           */
          @Override
          @SuppressWarnings("JavaUtilDate") // as the library has it
          public void verify(JWTClaimsSet set, @Nullable SecurityContext context)
              throws BadJWTException {
            super.verify(new JWTClaimsSet.Builder(set).notBeforeTime(null).build(), context);
            Date notBefore = set.getNotBeforeTime();
            // A moment before 1970 is one that was too large to be counted in milliseconds.
            if (notBefore != null && (currentTime().before(notBefore) || notBefore.getTime() < 0)) {
              throw new BadJWTException("JWT before use time");
            }
          }
        };
    claimsVerifier.setMaxClockSkew(0);
    processor.setJWTClaimsSetVerifier(claimsVerifier);
  }

  /**
   * Finds out who is calling.
   *
   * @param token the token, as it stands in the Authorization header after {@code Bearer}
   * @throws InvalidTokenException when the token is not one that this service accepts
   * @throws Refusal UNAVAILABLE when the issuer's keys can't be had
   */
  public Identity verify(String token) throws InvalidTokenException {
    Verified known = remembered.getIfPresent(token);
    if (known == null) {
      known = check(token);
      remembered.put(token, known);
    } else if (!clock.instant().isBefore(known.expiry())) {
      throw new InvalidTokenException("The token has expired");
    }
    return known.identity();
  }

  private Verified check(String token) throws InvalidTokenException {
    try {
      JWTClaimsSet set = processor.process(parse(token), null);
      Date expiry = set.getExpirationTime();
      if (expiry == null) {
        throw new InvalidTokenException("The token has no expiry");
      }
      return new Verified(identity(set), expiry.toInstant());
    } catch (ParseException e) {
      throw new InvalidTokenException("The token is not a JSON Web Token");
    } catch (BadJWTException e) {
      throw new InvalidTokenException("The token's claims are refused: " + e.getMessage());
    } catch (BadJOSEException e) {
      throw new InvalidTokenException("The token's signature is refused");
    } catch (KeySourceException e) {
      throw new Refusal(
          Refusal.Kind.UNAVAILABLE,
          "The keys of the issuer of tokens can't be had.",
          Map.of("Authorization", "the token could not be checked"),
          e);
    } catch (JOSEException e) {
      throw new InvalidTokenException("The token's signature can't be checked");
    }
  }

  /** Nimbus throws unchecked at some things that are no tokens, such as a header of null. */
  private static JWT parse(String token) throws ParseException {
    try {
      return JWTParser.parse(token);
    } catch (RuntimeException e) {
      throw new ParseException(String.valueOf(e.getMessage()), 0);
    }
  }

  private Identity identity(JWTClaimsSet set) throws InvalidTokenException {
    String tenant = text(set, claims.tenant());
    String client = text(set, claims.client());
    String user = text(set, claims.user());
    if (tenant == null) {
      throw new InvalidTokenException("The claim " + claims.tenant() + " must be a string");
    }
    Set<String> roles = roles(set);
    if (user != null && !user.equals(client)) {
      return new Identity(TrusteeType.USER, user, tenant, roles);
    }
    if (client != null) {
      return new Identity(TrusteeType.CLIENT, client, tenant, roles);
    }
    throw new InvalidTokenException(
        "The token has neither the claim " + claims.client() + " nor " + claims.user());
  }

  private static @Nullable String text(JWTClaimsSet set, String name) {
    return set.getClaim(name) instanceof String text ? text : null;
  }

  private Set<String> roles(JWTClaimsSet set) throws InvalidTokenException {
    Object value = set.getClaim(claims.roles());
    if (value == null) {
      return Set.of();
    }
    if (value instanceof String one) {
      return Set.of(one);
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return Set.copyOf(list.stream().map(String.class::cast).toList());
    }
    throw new InvalidTokenException("The claim " + claims.roles() + " must be a list of strings");
  }
}
