package io.omfconnections.violations.rest;

import io.omfconnections.violations.store.StoreDependsOnCli;

/** Violates the rule that rest does not depend on store. */
public interface RestDependsOnStore {
  /** The forbidden dependency. */
  StoreDependsOnCli forbidden();
}
