/** Tests of the bodies that are made from the contract, and of the verdicts on them. */
@NullMarked
package io.omfconnections.contract.bodies;

import org.jspecify.annotations.NullMarked;
