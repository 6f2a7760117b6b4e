package io.omfconnections.wrong.rest;

import io.omfconnections.wrong.store.StoreDependsOnCli;

/** Violates the rule that rest does not depend on store. */
public interface RestDependsOnStore {
  /** Depends on store. */
  StoreDependsOnCli store();
}
