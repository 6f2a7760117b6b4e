package io.omfconnections.server.access;

import java.util.Set;

/**
 * The authenticated user or client that sends a request.
 *
 * @param type {@link TrusteeType#USER} or {@link TrusteeType#CLIENT}
 * @param id the identifier of the user or client
 * @param tenantId the tenant of the user or client
 * @param roles the identifiers of its roles in that tenant
 */
public record Identity(TrusteeType type, String id, String tenantId, Set<String> roles) {
  /**
   * Copies the roles.
   *
   * @throws IllegalArgumentException if the type is {@link TrusteeType#ROLE}
   */
  public Identity {
    if (type == TrusteeType.ROLE) {
      throw new IllegalArgumentException("an identity is a user or a client, not a role");
    }
    roles = Set.copyOf(roles);
  }

  /** Returns the trustee that denotes this identity, for example as the owner of a connection. */
  public Trustee asTrustee() {
    return new Trustee(type, id, tenantId);
  }
}
