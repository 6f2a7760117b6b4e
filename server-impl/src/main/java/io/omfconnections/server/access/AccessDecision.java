package io.omfconnections.server.access;

/**
 * The one place that decides who may do what.
 *
 * <p>An identity's rights are the union of what its matching entries allow, less all that any
 * matching entry denies, whatever their order.
 */
public final class AccessDecision {
  private AccessDecision() {}

  /** The rights of the identity on a connection: all for its owner, else what the list gives. */
  public static AccessRights onConnection(
      Identity identity, Trustee owner, AccessControlList list) {
    return owner.matches(identity) ? AccessRights.ALL : given(identity, list);
  }

  /**
   * The rights of the identity on a namespace's collection: what the list gives. The tenant's
   * administrator role never loses ManageAccessControl, so that nobody can lock a tenant out.
   */
  public static AccessRights onCollection(
      Identity identity, String administratorRoleId, AccessControlList list) {
    AccessRights given = given(identity, list);
    return identity.roles().contains(administratorRoleId)
        ? given.union(AccessRights.of(AccessRight.MANAGE_ACCESS_CONTROL))
        : given;
  }

  private static AccessRights given(Identity identity, AccessControlList list) {
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
