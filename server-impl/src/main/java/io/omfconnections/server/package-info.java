/**
 * Public API for embedding the service: {@link io.omfconnections.server.OmfConnectionsServer}
 * starts it with a {@link io.omfconnections.server.ServerConfig}. The only package that may depend
 * on all packages below it, except {@code cli} and {@code junit}, because it wires them.
 */
@NullMarked
package io.omfconnections.server;

import org.jspecify.annotations.NullMarked;
