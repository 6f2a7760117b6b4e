package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessRight;

/**
 * The operations that require a right, and the right that each requires. {@link ConnectionService}
 * checks it within the transaction of the operation; {@link ConnectionService#requireRight} checks
 * it beforehand.
 */
public enum Operation {
  /** Get OMF Connections. */
  LIST(Target.COLLECTION, AccessRight.READ),
  /** Create OMF Connection. */
  CREATE(Target.COLLECTION, AccessRight.WRITE),
  /** Get OMF Connection. */
  GET(Target.CONNECTION, AccessRight.READ),
  /** Update OMF Connection. */
  UPDATE(Target.CONNECTION, AccessRight.WRITE),
  /** Delete OMF Connection. */
  DELETE(Target.CONNECTION, AccessRight.DELETE),
  /** Get OMF Connection Access Control List. */
  GET_ACCESS_CONTROL_LIST(Target.CONNECTION, AccessRight.MANAGE_ACCESS_CONTROL),
  /** Update OMF Connection Access Control List. */
  UPDATE_ACCESS_CONTROL_LIST(Target.CONNECTION, AccessRight.MANAGE_ACCESS_CONTROL),
  /** Get OMF Connection Owner. */
  GET_OWNER(Target.CONNECTION, AccessRight.READ),
  /** Update OMF Connection Owner. */
  UPDATE_OWNER(Target.CONNECTION, AccessRight.MANAGE_ACCESS_CONTROL),
  /** Get OMF Connections Access Control List. */
  GET_COLLECTION_ACCESS_CONTROL_LIST(Target.COLLECTION, AccessRight.MANAGE_ACCESS_CONTROL),
  /** Update OMF Connections Access Control List. */
  UPDATE_COLLECTION_ACCESS_CONTROL_LIST(Target.COLLECTION, AccessRight.MANAGE_ACCESS_CONTROL);

  private enum Target {
    COLLECTION,
    CONNECTION
  }

  private final Target target;
  private final AccessRight right;

  Operation(Target target, AccessRight right) {
    this.target = target;
    this.right = right;
  }

  /** Returns whether the right is required on the collection, and not on one connection. */
  public boolean isOnCollection() {
    return target == Target.COLLECTION;
  }

  /** Returns the right that the operation requires. */
  public AccessRight right() {
    return right;
  }
}
