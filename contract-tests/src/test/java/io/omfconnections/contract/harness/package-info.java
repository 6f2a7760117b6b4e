/**
 * What the suites stand on: a server to test, who calls it, and what they send.
 *
 * <p>{@link io.omfconnections.contract.harness.Target} is the server that all suites share: one
 * that this build starts, or any other that {@code -Dcontract.baseUri} names. {@link
 * io.omfconnections.contract.harness.OwnServer} is one that a test has to itself. Everything goes
 * through the recording client, so everything is checked.
 *
 * <p>Knows the check and its client; only {@code OwnServer} and {@code ServerProcess} know the
 * service.
 */
@NullMarked
package io.omfconnections.contract.harness;

import org.jspecify.annotations.NullMarked;
