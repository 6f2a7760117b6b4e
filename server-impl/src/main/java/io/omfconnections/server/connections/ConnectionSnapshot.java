package io.omfconnections.server.connections;

/**
 * A connection with its state at one point in time.
 *
 * @param connection the connection
 * @param state the state at that time
 */
public record ConnectionSnapshot(OmfConnection connection, ConnectionState state) {}
