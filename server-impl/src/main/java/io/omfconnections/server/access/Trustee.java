package io.omfconnections.server.access;

import org.jspecify.annotations.Nullable;

/**
 * A user, client or role that an access control entry applies to, or that owns a connection (schema
 * {@code Trustee} of the contract).
 *
 * @param type the kind of trustee; a trustee without a type matches no identity
 * @param objectId the identifier of the user, client or role; a trustee without an identifier
 *     matches no identity
 * @param tenantId the tenant of the trustee; null denotes the tenant of the connection
 */
public record Trustee(
    @Nullable TrusteeType type, @Nullable String objectId, @Nullable String tenantId) {

  /** Returns whether this trustee is the identity or one of its roles. */
  boolean matches(Identity identity) {
    if (type == null || objectId == null) {
      return false;
    }
    if (tenantId != null && !tenantId.equals(identity.tenantId())) {
      return false;
    }
    return type == TrusteeType.ROLE
        ? identity.roles().contains(objectId)
        : type == identity.type() && objectId.equals(identity.id());
  }
}
