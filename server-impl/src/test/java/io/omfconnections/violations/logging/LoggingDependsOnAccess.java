package io.omfconnections.violations.logging;

import io.omfconnections.violations.access.AccessDependsOnConnections;

/** Violates the rule that logging depends on no other package. */
public interface LoggingDependsOnAccess {
  /** The forbidden dependency. */
  AccessDependsOnConnections forbidden();
}
