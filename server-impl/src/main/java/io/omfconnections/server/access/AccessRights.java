package io.omfconnections.server.access;

import java.util.Arrays;
import java.util.List;

/**
 * A set of rights, as the bit mask that the API carries: None 0, Read 1, Write 2, Delete 4,
 * ManageAccessControl 8, Share 16, All 31.
 *
 * @param mask the bits; bits that name no right are kept and mean nothing
 */
public record AccessRights(long mask) {
  /** No right. */
  public static final AccessRights NONE = new AccessRights(0);

  /** Every right. */
  public static final AccessRights ALL = of(AccessRight.values());

  /** The set of exactly these rights. */
  public static AccessRights of(AccessRight... rights) {
    return new AccessRights(
        Arrays.stream(rights).mapToLong(AccessRight::bit).reduce(0, (one, other) -> one | other));
  }

  /** What either of the two holds. */
  public AccessRights union(AccessRights other) {
    return new AccessRights(mask | other.mask);
  }

  /** What this one holds and the other does not. */
  public AccessRights minus(AccessRights other) {
    return new AccessRights(mask & ~other.mask);
  }

  /** Whether this set holds the right. */
  public boolean contains(AccessRight right) {
    return (mask & right.bit()) != 0;
  }

  /** The rights of this set, in the order of the bits. */
  public List<AccessRight> toList() {
    return Arrays.stream(AccessRight.values()).filter(this::contains).toList();
  }
}
