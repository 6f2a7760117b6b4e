package io.omfconnections.violations.access;

import io.omfconnections.violations.connections.ConnectionsDependOnHttp;

/** Violates the rule that access depends on the JDK only. */
public interface AccessDependsOnConnections {
  /** The forbidden dependency. */
  ConnectionsDependOnHttp forbidden();
}
