package io.omfconnections.server.access;

import org.jspecify.annotations.Nullable;

/**
 * Whom an entry of an access control list means, or who owns a connection (document: Trustee).
 *
 * @param type the kind; null matches nobody
 * @param objectId the user's, client's or role's identifier; null matches nobody
 * @param tenantId the tenant that the identifier belongs to; null means the tenant of the
 *     connection
 */
public record Trustee(
    @Nullable TrusteeType type, @Nullable String objectId, @Nullable String tenantId) {

  /** Whether this trustee is the given identity itself or one of its roles. */
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
