package io.omfconnections.server.access;

import org.jspecify.annotations.Nullable;

/**
 * One line of an access control list (document: AccessControlEntry).
 *
 * @param trustee whom it is about; null matches nobody
 * @param accessType whether it grants or refuses
 * @param accessRights which rights
 */
public record AccessControlEntry(
    @Nullable Trustee trustee, AccessType accessType, AccessRights accessRights) {

  /** Whether the entry is about this identity. */
  boolean matches(Identity identity) {
    return trustee != null && trustee.matches(identity);
  }
}
