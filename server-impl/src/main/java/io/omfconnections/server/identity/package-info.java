/**
 * Who is calling: the directory of tenants, the check of access tokens, and the built-in issuer of
 * tokens for where there is no other.
 *
 * <p>Knows {@code access} (for the identity that it finds) and {@code connections} (for the
 * namespace that it looks up). Cryptography and the parsing of tokens are nimbus-jose-jwt's.
 */
@NullMarked
package io.omfconnections.server.identity;

import org.jspecify.annotations.NullMarked;
