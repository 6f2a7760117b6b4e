/**
 * Shows that the lock is complete: changes the contract in one place, or an exchange, and asks
 * whether that is noticed.
 *
 * <p>{@link io.omfconnections.contract.mutants.ContractMutants} makes the contract's mutants;
 * {@link io.omfconnections.contract.mutants.MutantTrial} holds the recorded exchanges against each:
 * one breaks it, or is refused although it is valid by it, or it demands one that is not there
 * ({@link io.omfconnections.contract.mutants.Demands}). {@link
 * io.omfconnections.contract.mutants.WrongExchanges} changes exchanges instead.
 *
 * <p>Knows the contract and the check; nobody but tests knows it.
 */
@NullMarked
package io.omfconnections.contract.mutants;

import org.jspecify.annotations.NullMarked;
