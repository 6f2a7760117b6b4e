/**
 * Authentication: the directory of tenants, the verification of access tokens, and the built-in
 * token issuer.
 *
 * <p>Depends on {@code access} for identities and on {@code connections} for namespaces.
 * Cryptography and the parsing of tokens are left to nimbus-jose-jwt.
 */
@NullMarked
package io.omfconnections.server.identity;

import org.jspecify.annotations.NullMarked;
