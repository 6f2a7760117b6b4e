package io.omfconnections.server.connections;

/** Where a connection stands in its life (document: OmfConnection, State). */
public enum ConnectionState {
  /** Made, and not ready yet. */
  CREATING,
  /** Ready. */
  ACTIVE,
  /** On its way out. */
  DELETING,
  /** Gone: nobody sees a connection in this state. */
  DELETED
}
