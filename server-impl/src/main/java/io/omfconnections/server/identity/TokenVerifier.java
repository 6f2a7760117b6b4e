package io.omfconnections.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.Header;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Surrogates;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies access tokens: signature, algorithm, issuer, audience, expiration and not-before time
 * (RFC 7519, RFC 8725). Extracts the identity of the caller.
 *
 * <p>Times are compared exactly, unless the issuer has a clock skew. Long because each reason to
 * reject a token has its own description.
 */
final class TokenVerifier {
  /** Asymmetric algorithms only: no issuer shares a secret with this service. */
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

  /** The accepted types: access tokens (RFC 9068), and what other issuers write. */
  private static final Set<JOSEObjectType> TYPES =
      Set.of(
          new JOSEObjectType("at+jwt"),
          new JOSEObjectType("application/at+jwt"),
          JOSEObjectType.JWT);

  /** A value of a token's header that can be part of a message. */
  private static final Pattern SHORT_NAME = Pattern.compile("[A-Za-z0-9+./-]{1,40}");

  /** Limits how long a token is accepted after the issuer has removed its key. */
  private static final Duration CACHE_LIFETIME = Duration.ofMinutes(1);

  /**
   * Limits the memory of the cache. Tokens count by their length: a caller can make long ones from
   * its own, because the decoder of Base64 ignores invalid characters.
   */
  private static final int MAX_CACHED_CHARACTERS = 10_000_000;

  private record VerifiedToken(Identity identity, Instant expiresAt) {}

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final ClaimNames claims;
  private final Clock clock;
  private final Duration clockSkew;
  private final Cache<String, VerifiedToken> verifiedTokens =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_CHARACTERS)
          .weigher((String token, VerifiedToken verified) -> token.length())
          .expireAfterWrite(CACHE_LIFETIME)
          .build();

  /** Creates a verifier for the tokens that one issuer signs with the given keys. */
  TokenVerifier(
      String issuer,
      Set<String> audiences,
      JWKSource<SecurityContext> keys,
      ClaimNames claims,
      Clock clock) {
    this(issuer, audiences, keys, claims, clock, Duration.ZERO);
  }

  /**
   * Creates a verifier for the tokens that one issuer signs with the given keys.
   *
   * @param clockSkew the tolerated difference of the issuer's clock and this one, in whole seconds
   */
  TokenVerifier(
      String issuer,
      Set<String> audiences,
      JWKSource<SecurityContext> keys,
      ClaimNames claims,
      Clock clock,
      Duration clockSkew) {
    this(issuer, name -> name, audiences, keys, claims, clock, clockSkew);
  }

  /**
   * Creates a verifier for the tokens that one issuer signs with the given keys.
   *
   * @param issuerName returns the issuer's name for another name of it, or else its argument
   */
  TokenVerifier(
      String issuer,
      UnaryOperator<String> issuerName,
      Set<String> audiences,
      JWKSource<SecurityContext> keys,
      ClaimNames claims,
      Clock clock,
      Duration clockSkew) {
    this.claims = claims;
    this.clock = clock;
    this.clockSkew = clockSkew;
    processor.setJWSTypeVerifier((type, context) -> {}); // requireAcceptedHeader
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWTClaimsSetVerifier(
        new ClaimsVerifier(issuer, issuerName, audiences, clock, clockSkew));
  }

  /** Checks the issuer, the audience, the times, and that the token expires. */
  @SuppressWarnings("JavaUtilDate") // the library uses Date
  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final UnaryOperator<String> issuerName;
    private final Clock clock;
    private final Duration clockSkew;

    ClaimsVerifier(
        String issuer,
        UnaryOperator<String> issuerName,
        Set<String> audiences,
        Clock clock,
        Duration clockSkew) {
      super(audiences, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp"), Set.of());
      this.issuerName = issuerName;
      this.clock = clock;
      this.clockSkew = clockSkew;
      setMaxClockSkew((int) clockSkew.toSeconds());
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }

    /**
     * Replaces the check of the not-before time: a token is valid from that time on (RFC 7519,
     * section 4.1.5), but the library rejects it at exactly that time.
     */
    @Override
    public void verify(JWTClaimsSet set, @Nullable SecurityContext context) throws BadJWTException {
      String issuer = set.getIssuer();
      super.verify(
          new JWTClaimsSet.Builder(set)
              .issuer(issuer == null ? null : issuerName.apply(issuer))
              .notBeforeTime(null)
              .build(),
          context);
      Date notBefore = set.getNotBeforeTime();
      // A number of seconds that is too large overflows to a time before 1970.
      if (notBefore != null
          && (Date.from(clock.instant().plus(clockSkew)).before(notBefore)
              || notBefore.getTime() < 0)) {
        throw new BadJWTException("JWT before use time");
      }
    }
  }

  /**
   * Verifies a token.
   *
   * @param token the token, without the scheme {@code Bearer}
   * @return the identity of the caller
   * @throws InvalidTokenException if the token is not accepted
   * @throws OperationException UNAVAILABLE if the keys of the issuer can't be fetched
   */
  Identity verify(String token) throws InvalidTokenException {
    VerifiedToken verified = verifiedTokens.getIfPresent(token);
    if (verified == null) {
      verified = process(token);
      verifiedTokens.put(token, verified);
    } else if (!clock.instant().isBefore(verified.expiresAt())) {
      throw new InvalidTokenException("The token has expired.");
    }
    return verified.identity();
  }

  private VerifiedToken process(String token) throws InvalidTokenException {
    try {
      JWTClaimsSet set = claims(token);
      Date expiresAt = set.getExpirationTime();
      if (expiresAt == null) {
        throw new InvalidTokenException("The token has no expiration time.");
      }
      return new VerifiedToken(identity(set), expiresAt.toInstant().plus(clockSkew));
    } catch (ParseException e) {
      throw new InvalidTokenException("The token is not a JSON Web Token.");
    } catch (BadJWTException e) {
      throw new InvalidTokenException(
          "The token's claims are not accepted: " + e.getMessage() + ".");
    } catch (BadJWSException e) {
      throw new InvalidTokenException("The token's signature is not valid.");
    } catch (BadJOSEException e) {
      throw new InvalidTokenException(
          "The issuer has no key with the token's key id (kid) for its algorithm (alg).");
    } catch (KeySourceException e) {
      throw new OperationException(
          OperationException.Kind.UNAVAILABLE,
          "The signing keys of the token issuer are not available.",
          Map.of("Authorization", "The token can't be verified at the moment."),
          isLogged(e) ? e : null);
    } catch (JOSEException e) {
      throw new InvalidTokenException("The token's signature can't be verified.");
    }
  }

  /**
   * Returns whether the exception is a failure of a fetch, and not of waiting for one. Anyone can
   * cause the latter at any rate, and fill the log.
   */
  private static boolean isLogged(KeySourceException failure) {
    return !(failure instanceof RateLimitReachedException)
        && (failure instanceof JWKSetRetrievalException
            || !(failure instanceof JWKSetUnavailableException));
  }

  /** Converts the unchecked exceptions that nimbus-jose-jwt throws for some malformed tokens. */
  private JWTClaimsSet claims(String token)
      throws ParseException, BadJOSEException, JOSEException, InvalidTokenException {
    try {
      JWT parsed = JWTParser.parse(token);
      requireAcceptedHeader(parsed.getHeader());
      JWTClaimsSet set = processor.process(parsed, null);
      requireUtf8(parsed.getParsedParts()[1]);
      return set;
    } catch (OperationException e) {
      throw e; // of the source of the keys
    } catch (RuntimeException e) {
      throw new InvalidTokenException("The token is malformed.");
    }
  }

  /** Checks the header before keys are looked up, so that the caller learns what was wrong. */
  private static void requireAcceptedHeader(Header header) throws InvalidTokenException {
    JOSEObjectType type = header.getType();
    if (type != null && !TYPES.contains(type)) {
      throw new InvalidTokenException(
          "The token's type (typ) is "
              + shown(type.getType())
              + ", but it must be at+jwt or JWT, as access tokens have it.");
    }
    Algorithm algorithm = header.getAlgorithm();
    if (!(algorithm instanceof JWSAlgorithm signature) || !ALGORITHMS.contains(signature)) {
      throw new InvalidTokenException(
          "The token's algorithm (alg) is "
              + shown(algorithm.getName())
              + ", but it must be one of RS, PS or ES with 256, 384 or 512.");
    }
  }

  /** Rejects claims that are not UTF-8: the library replaces what it can't decode. */
  private static void requireUtf8(Base64URL claims) throws InvalidTokenException {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(claims.decode()));
    } catch (CharacterCodingException e) {
      throw new InvalidTokenException("The token's claims are not text in UTF-8.");
    }
  }

  /** Returns a value of the header if it is short and has no special characters. */
  private static String shown(String value) {
    return SHORT_NAME.matcher(value).matches() ? value : "another one";
  }

  private Identity identity(JWTClaimsSet set) throws InvalidTokenException {
    String tenant = text(set, claims.tenant());
    String client = text(set, claims.client());
    String user = text(set, claims.user());
    if (tenant == null) {
      throw new InvalidTokenException("The claim " + claims.tenant() + " must be a string.");
    }
    Set<String> roles = roles(set);
    if (user != null && !user.equals(client)) {
      return new Identity(TrusteeType.USER, user, tenant, roles);
    }
    if (client != null) {
      return new Identity(TrusteeType.CLIENT, client, tenant, roles);
    }
    throw new InvalidTokenException(
        "The token must have the claim " + claims.client() + " or " + claims.user() + ".");
  }

  private static @Nullable String text(JWTClaimsSet set, String name) throws InvalidTokenException {
    return ClaimNames.find(set.getClaims(), name) instanceof String text
        ? paired(text, name)
        : null;
  }

  /** Returns the text of a claim. Rejects text that can't be stored as it is. */
  private static String paired(String text, String name) throws InvalidTokenException {
    if (!Surrogates.arePaired(text)) {
      throw new InvalidTokenException("The claim " + name + " has an unpaired surrogate.");
    }
    return text;
  }

  private Set<String> roles(JWTClaimsSet set) throws InvalidTokenException {
    Object value = ClaimNames.find(set.getClaims(), claims.roles());
    if (value == null) {
      return Set.of();
    }
    if (value instanceof String role) {
      return Set.of(paired(role, claims.roles()));
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      Set<String> roles = new HashSet<>();
      for (Object role : list) {
        roles.add(paired((String) role, claims.roles()));
      }
      return roles;
    }
    throw new InvalidTokenException("The claim " + claims.roles() + " must be a list of strings.");
  }
}
