package io.omfconnections.server.access;

/** Whether an entry of an access control list grants or refuses (document: AccessType). */
public enum AccessType {
  /** The entry grants its rights. */
  ALLOWED,
  /** The entry refuses its rights, whatever other entries grant. */
  DENIED
}
