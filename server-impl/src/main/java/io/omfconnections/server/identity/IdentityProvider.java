package io.omfconnections.server.identity;

/**
 * An issuer whose tokens the service accepts: the {@link BuiltInIssuer}, or an external issuer
 * ({@link ExternalIssuerProvider}).
 */
public sealed interface IdentityProvider permits BuiltInIssuer, ExternalIssuerProvider {
  /** Returns the verifier for the tokens of this provider. */
  TokenVerifier verifier();
}
