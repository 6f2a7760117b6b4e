package io.omfconnections.violations.store;

import io.omfconnections.violations.identity.IdentityDependsOnSql;

/** Violates the rule that store depends on one interface of identity only. */
public interface StoreDependsOnIdentity {
  /** The dependency on another type of identity. */
  IdentityDependsOnSql forbidden();
}
