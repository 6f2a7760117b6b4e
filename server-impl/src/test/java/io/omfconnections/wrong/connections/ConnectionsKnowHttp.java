package io.omfconnections.wrong.connections;

import io.omfconnections.wrong.identity.IdentityKnowsSql;
import jakarta.ws.rs.core.Response;

/** Breaks the rules that connections know access only, and that only rest knows HTTP. */
public interface ConnectionsKnowHttp {
  /** The dependency on identity. */
  IdentityKnowsSql wrong();

  /** The dependency on HTTP. */
  Response alsoWrong();
}
