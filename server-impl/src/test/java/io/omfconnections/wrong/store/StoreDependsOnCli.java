package io.omfconnections.wrong.store;

import io.omfconnections.wrong.cli.CommandLine;
import io.omfconnections.wrong.rest.RestDependsOnStore;

/**
 * Violates the rules that no package depends on cli, that store does not depend on rest, and that
 * there are no cycles.
 */
public interface StoreDependsOnCli {
  /** Depends on cli. */
  CommandLine cli();

  /** Depends on rest, which completes a cycle. */
  RestDependsOnStore rest();
}
