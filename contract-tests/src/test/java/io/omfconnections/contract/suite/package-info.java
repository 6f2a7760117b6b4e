/**
 * What the service has to do, a file for each subject. Each test runs against the shared server,
 * unless it says why it can't.
 *
 * <p>Knows the harness; no test opens a connection of its own.
 */
@NullMarked
package io.omfconnections.contract.suite;

import org.jspecify.annotations.NullMarked;
