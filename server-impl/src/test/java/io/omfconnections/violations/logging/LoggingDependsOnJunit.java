package io.omfconnections.violations.logging;

import org.junit.jupiter.api.extension.Extension;

/** Violates the rule that the service does not depend on JUnit. */
public interface LoggingDependsOnJunit {
  /** The forbidden dependency. */
  Extension forbidden();
}
