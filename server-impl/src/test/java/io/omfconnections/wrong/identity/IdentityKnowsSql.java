package io.omfconnections.wrong.identity;

import io.omfconnections.wrong.store.StoreKnowsCli;
import java.sql.Connection;

/** Breaks the rules that identity does not know the store, and that only the store knows SQL. */
public interface IdentityKnowsSql {
  /** The dependency on the store. */
  StoreKnowsCli wrong();

  /** The dependency on SQL. */
  Connection alsoWrong();
}
