package io.omfconnections.wrong.access;

import io.omfconnections.wrong.connections.ConnectionsKnowHttp;

/** Breaks the rule that access knows nobody. */
public interface AccessKnowsConnections {
  /** The wrong dependency. */
  ConnectionsKnowHttp wrong();
}
