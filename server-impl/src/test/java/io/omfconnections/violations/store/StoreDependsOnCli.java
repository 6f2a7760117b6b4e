package io.omfconnections.violations.store;

import io.omfconnections.violations.cli.CommandLine;
import io.omfconnections.violations.rest.RestDependsOnStore;

/** Violates the rules that no package depends on cli, and that store does not depend on rest. */
public interface StoreDependsOnCli {
  /** The dependency on cli. */
  CommandLine forbidden();

  /** The dependency on rest, which completes a cycle. */
  RestDependsOnStore alsoForbidden();
}
