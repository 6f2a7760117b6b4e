/**
 * Checks recorded exchanges against the contract. May depend on {@code model} and {@code exchange};
 * knows neither tests nor servers.
 */
@NullMarked
package io.omfconnections.contract.check;

import org.jspecify.annotations.NullMarked;
