package io.omfconnections.server.rest;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.OmfConnection;
import org.jspecify.annotations.Nullable;

/** Estimates the heap that is occupied while a response is written, in bytes. */
final class ResponseSize {
  /** A string with its references, beside its characters, which take a byte each if ASCII. */
  private static final long STRING = 64;

  /** An entry of an access control list and its model, without their texts. */
  private static final long ENTRY = 256;

  private static final long OBJECT = 1024;

  private ResponseSize() {}

  /** Returns the size of a connection with its owner and its access control list. */
  static long of(OmfConnection connection) {
    long size = of(connection.accessControlList()) + length(connection.owner().objectId());
    for (String clientId : connection.clientIds()) {
      size += STRING + clientId.length();
    }
    return size;
  }

  /** Returns the size of an access control list. */
  static long of(AccessControlList list) {
    long size = OBJECT;
    for (AccessControlEntry entry : list.entries()) {
      Trustee trustee = entry.trustee();
      size += ENTRY;
      if (trustee != null) {
        size += length(trustee.objectId()) + length(trustee.tenantId());
      }
    }
    return size;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
