package io.omfconnections.server.identity;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of tokens other than the built-in one.
 *
 * @param issuer what the {@code iss} claim must be; its discovery document is at {@code
 *     {issuer}/.well-known/openid-configuration}
 * @param audiences of which the {@code aud} claim must hold at least one
 * @param jwksUri where its keys are; null: where its discovery document says
 * @param claims the names of the claims that say who is calling
 */
public record ExternalIssuer(
    URI issuer, Set<String> audiences, @Nullable URI jwksUri, ClaimNames claims) {
  /**
   * Refuses what could check nothing.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public ExternalIssuer {
    if (issuer.getHost() == null
        || !("http".equals(issuer.getScheme()) || "https".equals(issuer.getScheme()))) {
      throw new IllegalArgumentException("The issuer must be an http or https URL, not " + issuer);
    }
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException(
          "An external issuer needs at least one audience, so that its tokens for others are refused");
    }
    audiences = Set.copyOf(audiences);
  }

  /** Where the issuer describes itself (OpenID Connect Discovery 1.0, section 4). */
  public URI discoveryUri() {
    String base = issuer.toString();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }
}
