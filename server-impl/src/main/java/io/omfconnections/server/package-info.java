/**
 * The service, to embed: {@link io.omfconnections.server.OmfConnectionsServer} starts it, {@link
 * io.omfconnections.server.ServerConfig} says how. The one place where the packages below are
 * wired.
 */
@NullMarked
package io.omfconnections.server;

import org.jspecify.annotations.NullMarked;
