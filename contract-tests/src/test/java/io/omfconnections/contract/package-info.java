/**
 * Tests of the check itself: exchanges that are right pass, and each kind of wrong one is caught.
 *
 * <p>Needs no server. The suites that need one are in {@code io.omfconnections.contract.suite}.
 */
@NullMarked
package io.omfconnections.contract;

import org.jspecify.annotations.NullMarked;
