package io.omfconnections.violations.identity;

import io.omfconnections.violations.store.StoreDependsOnCli;
import java.sql.Connection;

/** Violates the rules that identity does not depend on store, and that only store uses SQL. */
public interface IdentityDependsOnSql {
  /** The dependency on store. */
  StoreDependsOnCli forbidden();

  /** The dependency on SQL. */
  Connection alsoForbidden();
}
