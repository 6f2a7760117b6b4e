package io.omfconnections.server.access;

import java.util.List;

/**
 * Who may do what with a connection or with a namespace's collection (document: AccessControlList).
 *
 * @param entries in the order in which they were written; the order changes nothing
 */
public record AccessControlList(List<AccessControlEntry> entries) {
  /** Keeps a copy of the entries. */
  public AccessControlList {
    entries = List.copyOf(entries);
  }

  /** The list that every new namespace's collection starts with: the administrator role has All. */
  public static AccessControlList initial(String tenantId, String administratorRoleId) {
    return new AccessControlList(
        List.of(
            new AccessControlEntry(
                new Trustee(TrusteeType.ROLE, administratorRoleId, tenantId),
                AccessType.ALLOWED,
                AccessRights.ALL)));
  }
}
