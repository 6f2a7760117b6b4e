package io.omfconnections.wrong.connections;

import io.omfconnections.wrong.identity.IdentityDependsOnSql;
import jakarta.ws.rs.core.Response;

/**
 * Violates the rules that connections depends only on access, and that only rest depends on HTTP.
 */
public interface ConnectionsDependOnHttp {
  /** Depends on identity. */
  IdentityDependsOnSql identity();

  /** Depends on HTTP. */
  Response http();
}
