/**
 * That the contract keeps its promises to those who wrote a client after a released version of it.
 *
 * <p>Takes the facts of a contract from {@code documents}. {@code OpenApiDiff} is the only class
 * that knows openapi-diff.
 */
@NullMarked
package io.omfconnections.contract.history;

import org.jspecify.annotations.NullMarked;
