/**
 * Compares the contract with its released versions and checks its version number and change log.
 *
 * <p>Depends on {@code documents} for the facts of a contract. Only {@code OpenApiDiff} uses
 * openapi-diff.
 */
@NullMarked
package io.omfconnections.openapi.history;

import org.jspecify.annotations.NullMarked;
