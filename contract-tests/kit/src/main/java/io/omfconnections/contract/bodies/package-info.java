/**
 * Makes request bodies from the contract, and says of each whether a server has to accept it.
 *
 * <p>{@link io.omfconnections.contract.bodies.BodyGenerator} makes bodies that are right, and such
 * that are wrong in one place; {@link io.omfconnections.contract.bodies.BodyVerdicts} judges them
 * with a parser and a validator that neither the service nor the check of exchanges uses; {@link
 * io.omfconnections.contract.bodies.BodyComparison} holds a server's answers against the verdicts.
 *
 * <p>Knows the contract, its YAML, the second parser and the second validator. It must never know a
 * server, nor {@code http}: whoever compares brings the bodies to the server.
 */
@NullMarked
package io.omfconnections.contract.bodies;

import org.jspecify.annotations.NullMarked;
