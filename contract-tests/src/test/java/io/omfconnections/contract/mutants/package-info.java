/**
 * Changes the contract, and exchanges, in one place, and expects each change to be noticed. These
 * tests run last, on what the suites have recorded.
 *
 * <p>Knows the mutants and, for the recordings, the harness.
 */
@NullMarked
package io.omfconnections.contract.mutants;

import org.jspecify.annotations.NullMarked;
