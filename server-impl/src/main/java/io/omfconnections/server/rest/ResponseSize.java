package io.omfconnections.server.rest;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.OmfConnection;

/** Estimates the heap that is occupied while a response is written, in bytes. */
final class ResponseSize {
  /** A string with its references, beside its characters, which take a byte each if ASCII. */
  private static final long STRING = 64;

  /** An entry of an access control list and its model. Most of their texts are shared. */
  private static final long ENTRY = 256;

  private static final long OBJECT = 1024;

  private ResponseSize() {}

  /** Returns the size of a connection without its access control list. */
  static long of(OmfConnection connection) {
    long size = OBJECT;
    for (String clientId : connection.clientIds()) {
      size += STRING + clientId.length();
    }
    return size;
  }

  /** Returns the size of an access control list. */
  static long of(AccessControlList list) {
    return OBJECT + ENTRY * list.entries().size();
  }
}
