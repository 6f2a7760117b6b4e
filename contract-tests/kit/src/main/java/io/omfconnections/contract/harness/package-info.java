/**
 * Test support for the suites: the server under test, a client for its API, request bodies, and the
 * cleanup after each test.
 *
 * <p>A {@link io.omfconnections.contract.harness.ContractSession} holds the server and the
 * recorder; test classes get access to both through {@link
 * io.omfconnections.contract.harness.ContractSuite}. Every request goes through the recording
 * client, so every exchange is checked.
 *
 * <p>May depend on the packages exchange, model, recording and http, and on JUnit. It depends on no
 * particular server.
 */
@NullMarked
package io.omfconnections.contract.harness;

import org.jspecify.annotations.NullMarked;
