package io.omfconnections.server.connections;

/**
 * A connection with its state at one moment.
 *
 * @param connection the connection
 * @param state the state at that moment
 */
public record ConnectionSnapshot(OmfConnection connection, ConnectionState state) {}
