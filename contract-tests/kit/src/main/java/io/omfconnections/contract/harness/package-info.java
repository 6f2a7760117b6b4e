/**
 * What the suites stand on: a server to test, who calls it, and what they send.
 *
 * <p>{@link io.omfconnections.contract.harness.Target} is the server that all suites share: one
 * that somebody names, or one that the build starts. Everything goes through the recording client,
 * so everything is checked.
 *
 * <p>Knows the check, its client and JUnit; no server.
 */
@NullMarked
package io.omfconnections.contract.harness;

import org.jspecify.annotations.NullMarked;
