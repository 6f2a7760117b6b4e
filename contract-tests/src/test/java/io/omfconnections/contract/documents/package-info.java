/**
 * The facts of the vendor's documents, and that the contract has them all and no others.
 *
 * <p>The facts stand in {@code src/test/resources/documents}, transcribed from the documents and
 * not from the contract. Knows the contract as a document only, and no server.
 */
@NullMarked
package io.omfconnections.contract.documents;

import org.jspecify.annotations.NullMarked;
