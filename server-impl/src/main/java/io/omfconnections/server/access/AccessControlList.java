package io.omfconnections.server.access;

import java.util.List;

/**
 * The access control list of a connection or of a namespace's collection (schema {@code
 * AccessControlList} of the contract).
 *
 * @param entries the entries in the order in which they were written; the order does not affect the
 *     rights
 */
public record AccessControlList(List<AccessControlEntry> entries) {
  /** Copies the entries. */
  public AccessControlList {
    entries = List.copyOf(entries);
  }

  /** Returns the list of a new namespace's collection: the administrator role has all rights. */
  public static AccessControlList initial(String tenantId, String administratorRoleId) {
    return new AccessControlList(
        List.of(
            new AccessControlEntry(
                new Trustee(TrusteeType.ROLE, administratorRoleId, tenantId),
                AccessType.ALLOWED,
                AccessRights.ALL)));
  }
}
