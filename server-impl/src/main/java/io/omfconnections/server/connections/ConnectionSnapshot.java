package io.omfconnections.server.connections;

/**
 * A connection as a caller sees it at one moment.
 *
 * @param connection the connection
 * @param state its state at that moment
 */
public record ConnectionSnapshot(OmfConnection connection, ConnectionState state) {}
