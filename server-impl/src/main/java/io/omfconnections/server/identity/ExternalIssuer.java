package io.omfconnections.server.identity;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an external token issuer.
 *
 * @param issuer the required {@code iss} claim; the discovery document is at {@code
 *     {issuer}/.well-known/openid-configuration}
 * @param audiences the accepted audiences; the {@code aud} claim must contain at least one of them
 * @param jwksUri the URL of the key set, or null to take it from the discovery document
 * @param claims the names of the claims that identify the caller
 * @param clockSkew the tolerated difference between the issuer's clock and the clock of this
 *     machine, in whole seconds, at most {@link #MAX_CLOCK_SKEW}
 */
public record ExternalIssuer(
    URI issuer,
    Set<String> audiences,
    @Nullable URI jwksUri,
    ClaimNames claims,
    Duration clockSkew) {

  /** The default clock skew: none. */
  public static final Duration DEFAULT_CLOCK_SKEW = Duration.ZERO;

  /** The maximum clock skew. It also prolongs the use of a stolen token. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

  /** Creates a configuration without clock skew. */
  public ExternalIssuer(
      URI issuer, Set<String> audiences, @Nullable URI jwksUri, ClaimNames claims) {
    this(issuer, audiences, jwksUri, claims, DEFAULT_CLOCK_SKEW);
  }

  /**
   * Validates the configuration.
   *
   * @throws IllegalArgumentException if the issuer is not an http or https URL, if there is no
   *     audience, or if the clock skew is not possible
   */
  public ExternalIssuer {
    if (issuer.getHost() == null
        || !("http".equals(issuer.getScheme()) || "https".equals(issuer.getScheme()))) {
      throw new IllegalArgumentException("The issuer must be an http or https URL, not " + issuer);
    }
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException(
          "At least one audience is required (--audience); otherwise tokens for other services"
              + " would be accepted.");
    }
    if (clockSkew.isNegative()
        || clockSkew.compareTo(MAX_CLOCK_SKEW) > 0
        || !clockSkew.equals(clockSkew.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException(
          "clockSkew (--clock-skew) must be PT0S to PT5M, in whole seconds, not " + clockSkew);
    }
    audiences = Set.copyOf(audiences);
  }

  /** Returns the URL of the discovery document (OpenID Connect Discovery 1.0, section 4). */
  public URI discoveryUri() {
    String base = issuer.toString();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }
}
