/**
 * Compares the contract with the facts of the vendor's documents.
 *
 * <p>The facts are transcribed by hand from the documents, never from the contract, into the YAML
 * resources of this package. Depends on the root package and on Jackson only.
 */
@NullMarked
package io.omfconnections.openapi.documents;

import org.jspecify.annotations.NullMarked;
