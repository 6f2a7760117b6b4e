package io.omfconnections.violations.files;

import io.omfconnections.violations.logging.LoggingDependsOnAccess;

/** Violates the rule that files depends on the JDK only. */
public interface FilesDependOnLogging {
  /** The forbidden dependency. */
  LoggingDependsOnAccess forbidden();
}
