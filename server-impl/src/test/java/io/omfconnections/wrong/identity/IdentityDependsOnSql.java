package io.omfconnections.wrong.identity;

import io.omfconnections.wrong.store.StoreDependsOnCli;
import java.sql.Connection;

/**
 * Violates the rules that identity does not depend on store, and that only store depends on SQL.
 */
public interface IdentityDependsOnSql {
  /** Depends on store. */
  StoreDependsOnCli store();

  /** Depends on SQL. */
  Connection sql();
}
