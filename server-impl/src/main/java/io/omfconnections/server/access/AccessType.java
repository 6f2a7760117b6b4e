package io.omfconnections.server.access;

/**
 * The effect of an access control entry: grant or deny (schema {@code AccessType} of the contract).
 */
public enum AccessType {
  /** Grants the rights of the entry. */
  ALLOWED,
  /** Denies the rights of the entry, even if other entries grant them. */
  DENIED
}
