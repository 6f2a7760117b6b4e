package io.omfconnections.server.access;

import org.jspecify.annotations.Nullable;

/**
 * An entry of an access control list (schema {@code AccessControlEntry} of the contract).
 *
 * @param trustee the user, client or role that the entry applies to; an entry without a trustee
 *     applies to no identity
 * @param accessType whether the entry grants or denies the rights
 * @param accessRights the rights that are granted or denied
 */
public record AccessControlEntry(
    @Nullable Trustee trustee, AccessType accessType, AccessRights accessRights) {

  /** Returns whether the entry applies to the identity. */
  boolean matches(Identity identity) {
    return trustee != null && trustee.matches(identity);
  }
}
