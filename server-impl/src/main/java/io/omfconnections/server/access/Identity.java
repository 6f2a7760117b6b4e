package io.omfconnections.server.access;

import java.util.Set;

/**
 * Who is calling: a user or a client of one tenant, with its roles.
 *
 * @param type {@link TrusteeType#USER} or {@link TrusteeType#CLIENT}
 * @param id the user's or client's identifier
 * @param tenantId the tenant that the identity belongs to
 * @param roles the identifiers of its roles in that tenant
 */
public record Identity(TrusteeType type, String id, String tenantId, Set<String> roles) {
  /** Refuses a role as an identity: nobody calls as a role. */
  public Identity {
    if (type == TrusteeType.ROLE) {
      throw new IllegalArgumentException("an identity is a user or a client, not a role");
    }
    roles = Set.copyOf(roles);
  }

  /** This identity as a trustee, for example as the owner of what it creates. */
  public Trustee asTrustee() {
    return new Trustee(type, id, tenantId);
  }
}
