package io.omfconnections.server.access;

/** The kinds of trustee that the documents name (TrusteeType: User, Client, Role). */
public enum TrusteeType {
  /** A person. */
  USER,
  /** A program that authenticates with its own credentials. */
  CLIENT,
  /** A role, which any number of users and clients may have. */
  ROLE
}
