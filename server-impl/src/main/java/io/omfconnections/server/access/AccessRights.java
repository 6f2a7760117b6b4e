package io.omfconnections.server.access;

import java.util.Arrays;
import java.util.List;

/**
 * A set of rights, represented by the bit mask of the API: None 0, Read 1, Write 2, Delete 4,
 * ManageAccessControl 8, Share 16, All 31.
 *
 * @param mask the bits; unassigned bits are preserved but grant nothing
 */
public record AccessRights(long mask) {
  /** The empty set. */
  public static final AccessRights NONE = new AccessRights(0);

  /** The set of all rights. */
  public static final AccessRights ALL = of(AccessRight.values());

  /** Returns the set of the given rights. */
  public static AccessRights of(AccessRight... rights) {
    return new AccessRights(
        Arrays.stream(rights).mapToLong(AccessRight::bit).reduce(0, (one, other) -> one | other));
  }

  /** Returns the rights that are in this set, in the other set, or in both. */
  public AccessRights union(AccessRights other) {
    return new AccessRights(mask | other.mask);
  }

  /** Returns the rights of this set that are not in the other set. */
  public AccessRights minus(AccessRights other) {
    return new AccessRights(mask & ~other.mask);
  }

  /** Returns whether this set contains the right. */
  public boolean contains(AccessRight right) {
    return (mask & right.bit()) != 0;
  }

  /** Returns the rights of this set in the order of their bits. */
  public List<AccessRight> toList() {
    return Arrays.stream(AccessRight.values()).filter(this::contains).toList();
  }
}
