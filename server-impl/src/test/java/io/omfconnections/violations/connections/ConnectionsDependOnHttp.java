package io.omfconnections.violations.connections;

import io.omfconnections.violations.identity.IdentityDependsOnSql;
import jakarta.ws.rs.core.Response;

/** Violates the rules that connections depend on access only, and that only rest uses HTTP. */
public interface ConnectionsDependOnHttp {
  /** The dependency on identity. */
  IdentityDependsOnSql forbidden();

  /** The dependency on HTTP. */
  Response alsoForbidden();
}
