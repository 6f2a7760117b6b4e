package io.omfconnections.wrong.access;

import io.omfconnections.wrong.connections.ConnectionsDependOnHttp;

/** Violates the rule that access depends only on the JDK. */
public interface AccessDependsOnConnections {
  /** Depends on connections. */
  ConnectionsDependOnHttp connections();
}
