/**
 * An extension of JUnit that starts a server for tests: {@link
 * io.omfconnections.server.junit.OmfConnectionsExtension}.
 *
 * <p>The only package that may use JUnit, which the service itself does not need at run time. It
 * depends on the public API of the service, as any test does.
 */
@NullMarked
package io.omfconnections.server.junit;

import org.jspecify.annotations.NullMarked;
