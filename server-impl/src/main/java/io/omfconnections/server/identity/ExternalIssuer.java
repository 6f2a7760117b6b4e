package io.omfconnections.server.identity;

import java.net.URI;
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
 */
public record ExternalIssuer(
    URI issuer, Set<String> audiences, @Nullable URI jwksUri, ClaimNames claims) {
  /**
   * Validates the configuration.
   *
   * @throws IllegalArgumentException if the issuer is not an http or https URL, or if there is no
   *     audience
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
    audiences = Set.copyOf(audiences);
  }

  /** Returns the URL of the discovery document (OpenID Connect Discovery 1.0, section 4). */
  public URI discoveryUri() {
    String base = issuer.toString();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }
}
