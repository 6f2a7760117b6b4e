package io.omfconnections.server.access;

/** The kind of a trustee (document: TrusteeType). */
public enum TrusteeType {
  /** A person. */
  USER,
  /** A program that authenticates with its own credentials. */
  CLIENT,
  /** A role that users and clients can have. */
  ROLE
}
