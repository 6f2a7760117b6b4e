/**
 * Authentication: the directory of tenants, the verification of access tokens, the built-in token
 * issuer, and the client of an external issuer.
 *
 * <p>Depends on {@code access} for identities and on {@code connections} for namespaces and {@link
 * io.omfconnections.server.connections.OperationException}, and on {@code files} for the signing
 * key. Cryptography and the parsing of tokens are left to nimbus-jose-jwt.
 */
@NullMarked
package io.omfconnections.server.identity;

import org.jspecify.annotations.NullMarked;
