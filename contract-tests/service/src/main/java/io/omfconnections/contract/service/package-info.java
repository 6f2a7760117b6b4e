/**
 * Test support for tests of this project's server.
 *
 * <p>{@link io.omfconnections.contract.service.TestServers} starts servers: {@link
 * io.omfconnections.contract.service.InProcessServer} in the JVM of the tests, {@link
 * io.omfconnections.contract.service.ServerProcess} in a process of its own. All have the tenants
 * of {@link io.omfconnections.contract.service.TestTenants}. {@link
 * io.omfconnections.contract.service.TamperingProxy} changes what a server sends, and {@link
 * io.omfconnections.contract.service.ExternalProcess} runs other programs.
 *
 * <p>May depend on the kit, and on the classes of the server that configure and start it.
 */
@NullMarked
package io.omfconnections.contract.service;

import org.jspecify.annotations.NullMarked;
