/**
 * Checks exchanges against the contract. Depends on neither tests nor servers. May depend on {@code
 * check.rules}, {@code model} and {@code exchange}.
 */
@NullMarked
package io.omfconnections.contract.check;

import org.jspecify.annotations.NullMarked;
