/**
 * Tests of the kit as users run it: {@code omf-contract.jar} in a process of its own, on correct,
 * faulty, crashing and unreachable servers.
 */
@NullMarked
package io.omfconnections.contract.kit;

import org.jspecify.annotations.NullMarked;
