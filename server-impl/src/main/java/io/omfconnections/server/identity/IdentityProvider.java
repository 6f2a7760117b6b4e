package io.omfconnections.server.identity;

/**
 * Where tokens come from, and how they are checked. There are two: the {@link BuiltInIssuer}, and
 * {@link ExternalIssuerProvider}.
 */
public sealed interface IdentityProvider permits BuiltInIssuer, ExternalIssuerProvider {
  /** The check of its tokens. */
  TokenVerifier verifier();
}
