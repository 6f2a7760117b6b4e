package io.omfconnections.server.access;

/** The kind of a trustee (schema {@code TrusteeType} of the contract). */
public enum TrusteeType {
  /** A person. */
  USER,
  /** A program that authenticates with its own credentials. */
  CLIENT,
  /** A role that users and clients can have. */
  ROLE
}
