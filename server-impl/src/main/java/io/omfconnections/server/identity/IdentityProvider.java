package io.omfconnections.server.identity;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.connections.OperationException;

/**
 * An issuer whose tokens the service accepts: the {@link BuiltInIssuer}, or an external issuer
 * ({@link ExternalIssuerProvider}).
 */
public sealed interface IdentityProvider permits BuiltInIssuer, ExternalIssuerProvider {
  /**
   * Verifies an access token.
   *
   * @param token the token, without the scheme {@code Bearer}
   * @param directory the directory of the request
   * @return the identity of the caller
   * @throws InvalidTokenException if the token is not accepted
   * @throws OperationException UNAVAILABLE if the keys of the issuer can't be fetched
   */
  Identity authenticate(String token, TenantDirectory directory) throws InvalidTokenException;
}
