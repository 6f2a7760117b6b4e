/**
 * Generates request bodies from the contract, and decides for each whether a server must accept it.
 *
 * <p>This package changes test inputs: the bodies of requests, before they are sent.
 *
 * <p>{@link io.omfconnections.contract.bodies.BodyGenerator} generates valid bodies, and mutates
 * them in one place. {@link io.omfconnections.contract.bodies.BodyVerdicts} decides whether bodies
 * are valid. Neither the service nor the contract check uses its parser and validator, so that a
 * defect of these libraries is not shared. {@link io.omfconnections.contract.bodies.BodyComparison}
 * compares the status codes of a server with the verdicts.
 *
 * <p>Depends on {@code exchange} and {@code model}, and on the second parser and validator. Does
 * not depend on {@code http}: callers send the bodies.
 */
@NullMarked
package io.omfconnections.contract.bodies;

import org.jspecify.annotations.NullMarked;
