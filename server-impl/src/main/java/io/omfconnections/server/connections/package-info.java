/**
 * The domain: OMF connections, their lifecycle, and {@link
 * io.omfconnections.server.connections.ConnectionService}, which does what the thirteen operations
 * ask for.
 *
 * <p>Knows {@code access}, and nothing of HTTP or SQL: storage stands behind {@link
 * io.omfconnections.server.connections.ConnectionStore}.
 */
@NullMarked
package io.omfconnections.server.connections;

import org.jspecify.annotations.NullMarked;
