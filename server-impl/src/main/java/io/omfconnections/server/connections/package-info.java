/**
 * The domain: OMF connections, their lifecycle, and {@link
 * io.omfconnections.server.connections.ConnectionService}, which implements the thirteen operations
 * of the API.
 *
 * <p>Depends only on {@code access}, and neither on HTTP nor on SQL. {@link
 * io.omfconnections.server.connections.ConnectionStore} is the interface to storage.
 */
@NullMarked
package io.omfconnections.server.connections;

import org.jspecify.annotations.NullMarked;
