package io.omfconnections.server.connections;

/**
 * The state of a connection in its lifecycle (schema {@code OmfConnectionState} of the contract).
 */
public enum ConnectionState {
  /** Created, but not yet ready for use. */
  CREATING,
  /** Ready for use. */
  ACTIVE,
  /** Deletion has been requested and is not yet complete. */
  DELETING,
  /** Deletion is complete. No operation returns a connection in this state. */
  DELETED
}
