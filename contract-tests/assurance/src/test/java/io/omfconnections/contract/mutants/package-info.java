/**
 * Proves that the contract check and the suites detect faults: changes the contract, or an
 * exchange, in one place, and expects that the change is detected.
 *
 * <p>This package changes the contract, and recordings of exchanges, after they were sent.
 *
 * <p>{@link io.omfconnections.contract.mutants.ContractMutants} creates mutants of the contract.
 * {@link io.omfconnections.contract.mutants.MutantTester} tests each with the exchanges that the
 * suites have recorded: an exchange violates the mutant, or was rejected although it is valid, or
 * the mutant requires one that was not recorded ({@link
 * io.omfconnections.contract.mutants.CoverageRequirements}). {@link
 * io.omfconnections.contract.mutants.WrongExchanges} changes the exchanges instead.
 *
 * <p>Depends on packages {@code exchange}, {@code model}, {@code check}, {@code check.rules} and
 * {@code recording} of the kit, and on the comparison of the contract with the documents.
 */
@NullMarked
package io.omfconnections.contract.mutants;

import org.jspecify.annotations.NullMarked;
