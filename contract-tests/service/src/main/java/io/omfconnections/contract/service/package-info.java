/**
 * What only our own service can be asked: tests that configure a server, stop it, spoil its storage
 * or look at its log; and what they stand on.
 *
 * <p>{@link io.omfconnections.contract.service.OwnServer} is a server that a test has to itself,
 * {@link io.omfconnections.contract.service.ServerProcess} one in a process of its own, {@link
 * io.omfconnections.contract.service.SharedServer} the one that the portable suites share in a
 * build.
 *
 * <p>Knows the harness, the suites' tables, and of the service how it is configured and started.
 */
@NullMarked
package io.omfconnections.contract.service;

import org.jspecify.annotations.NullMarked;
