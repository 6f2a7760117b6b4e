package io.omfconnections.wrong.store;

import io.omfconnections.wrong.cli.CommandLine;
import io.omfconnections.wrong.rest.RestKnowsStore;

/** Breaks the rules that nobody knows the command line, and that the store does not know rest. */
public interface StoreKnowsCli {
  /** The dependency on the command line. */
  CommandLine wrong();

  /** The dependency on rest, which closes a circle. */
  RestKnowsStore alsoWrong();
}
