package io.omfconnections.server.access;

/**
 * Computes the rights of an identity. This is the only place where rights are decided.
 *
 * <p>An access control list grants the union of the rights that its matching entries allow, minus
 * the rights that any matching entry denies. The order of the entries does not matter.
 */
public final class AccessDecision {
  private AccessDecision() {}

  /**
   * Returns the rights of the identity on a connection: all rights for the owner, otherwise the
   * rights that the list grants.
   */
  public static AccessRights onConnection(
      Identity identity, Trustee owner, AccessControlList list) {
    return isOwner(identity, owner) ? AccessRights.ALL : granted(identity, list);
  }

  /** Returns whether the identity owns a connection, and so has all rights on it. */
  public static boolean isOwner(Identity identity, Trustee owner) {
    return owner.matches(identity);
  }

  /**
   * Returns the rights of the identity on a namespace's collection: the rights that the list
   * grants. The administrator role always has ManageAccessControl, so that no list can lock out all
   * users of a tenant.
   */
  public static AccessRights onCollection(
      Identity identity, String administratorRoleId, AccessControlList list) {
    AccessRights granted = granted(identity, list);
    return identity.roles().contains(administratorRoleId)
        ? granted.union(AccessRights.of(AccessRight.MANAGE_ACCESS_CONTROL))
        : granted;
  }

  /** Returns the rights that a list grants to the identity, whoever the owner is. */
  public static AccessRights granted(Identity identity, AccessControlList list) {
    AccessRights allowed = AccessRights.NONE;
    AccessRights denied = AccessRights.NONE;
    for (AccessControlEntry entry : list.entries()) {
      if (!entry.matches(identity)) {
        continue;
      }
      switch (entry.accessType()) {
        case ALLOWED -> allowed = allowed.union(entry.accessRights());
        case DENIED -> denied = denied.union(entry.accessRights());
      }
    }
    return allowed.minus(denied);
  }
}
