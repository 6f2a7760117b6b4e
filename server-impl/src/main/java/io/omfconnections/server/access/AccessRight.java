package io.omfconnections.server.access;

/** One right on a connection or on the collection, in the order of the bits of the mask. */
public enum AccessRight {
  /** May see it. */
  READ("Read", 1),
  /** May change it; on the collection: may create. */
  WRITE("Write", 2),
  /** May delete it. */
  DELETE("Delete", 4),
  /** May see and change its access control list, and change its owner. */
  MANAGE_ACCESS_CONTROL("ManageAccessControl", 8),
  /** May share it. No operation of this API asks for it; it is kept and reported. */
  SHARE("Share", 16);

  private final String title;
  private final long bit;

  AccessRight(String title, long bit) {
    this.title = title;
    this.bit = bit;
  }

  /** The right's name for people, for example in the reason of a refusal. */
  public String title() {
    return title;
  }

  /** The right's bit in {@link AccessRights#mask()}. */
  long bit() {
    return bit;
  }
}
