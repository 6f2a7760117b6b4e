/**
 * Authentication: the directory of tenants, the verification of access tokens, the built-in token
 * issuer, and the client of an external issuer.
 *
 * <p>Depends on {@code access} for identities, on {@code connections} for namespaces and {@link
 * io.omfconnections.server.connections.OperationException}, and on {@code files} to read files.
 * {@link io.omfconnections.server.identity.SigningKeyStore} is the interface to the storage of the
 * signing keys. Cryptography and the parsing of tokens are left to nimbus-jose-jwt.
 */
@NullMarked
package io.omfconnections.server.identity;

import org.jspecify.annotations.NullMarked;
