package io.omfconnections.server.access;

/**
 * A right on a connection or on a namespace's collection, in the order of the bits of the mask
 * (schema {@code CommonAccessRights} of the contract).
 */
public enum AccessRight {
  /** Permits reading. */
  READ("Read", 1),
  /** Permits updating a connection; on the collection, permits creating connections. */
  WRITE("Write", 2),
  /** Permits deleting. */
  DELETE("Delete", 4),
  /** Permits reading and updating the access control list, and updating the owner. */
  MANAGE_ACCESS_CONTROL("ManageAccessControl", 8),
  /** Permits sharing. No operation of this API requires it; it is only stored and listed. */
  SHARE("Share", 16);

  private final String displayName;
  private final long bit;

  AccessRight(String displayName, long bit) {
    this.displayName = displayName;
    this.bit = bit;
  }

  /** Returns the documented name of the right, for use in messages. */
  public String displayName() {
    return displayName;
  }

  /** Returns the right's bit in {@link AccessRights#mask()}. */
  long bit() {
    return bit;
  }
}
