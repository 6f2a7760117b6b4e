/** Runs the kit as its users start it, on right, wrong, dying and unreachable servers. */
@NullMarked
package io.omfconnections.contract.kit;

import org.jspecify.annotations.NullMarked;
