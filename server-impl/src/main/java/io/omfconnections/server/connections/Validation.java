package io.omfconnections.server.connections;

import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that a schema can't express. Each exception names every invalid property. */
final class Validation {
  /**
   * Maximum length of the identifier of an owner, in UTF-16 code units. No token has a longer one:
   * a request head has at most as many bytes. Without a limit, an identifier could have megabytes,
   * and a list reads that of each connection.
   */
  static final int MAX_OWNER_ID = 32 * 1024;

  private Validation() {}

  /**
   * Checks that no client is listed twice.
   *
   * @throws OperationException INVALID if there are duplicates
   */
  static void requireDistinct(List<String> clientIds) {
    Set<String> distinct = new HashSet<>();
    Map<String, String> errors = new LinkedHashMap<>();
    for (int i = 0; i < clientIds.size(); i++) {
      String clientId = clientIds.get(i);
      if (!distinct.add(clientId)) {
        errors.put("ClientIds[" + i + "]", "Client " + clientId + " is listed more than once.");
      }
    }
    rejectIfAny(errors, "ClientIds contains duplicates.");
  }

  /**
   * Checks that no client belongs to another connection of the namespace.
   *
   * @param claimed the clients that belong to another connection
   * @throws OperationException INVALID if one of the clients is claimed
   */
  static void requireUnclaimed(List<String> clientIds, Set<String> claimed) {
    Map<String, String> errors = new LinkedHashMap<>();
    for (int i = 0; i < clientIds.size(); i++) {
      String clientId = clientIds.get(i);
      if (claimed.contains(clientId)) {
        errors.put(
            "ClientIds[" + i + "]",
            "Client " + clientId + " already belongs to another OMF connection of the namespace.");
      }
    }
    rejectIfAny(errors, "A client can belong to only one OMF connection of a namespace.");
  }

  /**
   * Checks that a trustee can own a connection: a user or a client of the namespace's tenant.
   *
   * @return the owner, with the tenant filled in
   * @throws OperationException INVALID if the trustee can't be an owner
   */
  static Trustee requireOwner(Trustee owner, Namespace namespace) {
    Map<String, String> errors = new LinkedHashMap<>();
    if (owner.type() == null || owner.type() == TrusteeType.ROLE) {
      errors.put("Type", "The owner must be a user (1) or a client (2).");
    }
    if (owner.objectId() == null || owner.objectId().isEmpty()) {
      errors.put("ObjectId", "The identifier of a user or a client is required.");
    } else if (owner.objectId().length() > MAX_OWNER_ID) {
      errors.put("ObjectId", "The identifier has more than " + MAX_OWNER_ID + " characters.");
    }
    if (owner.tenantId() != null && !owner.tenantId().equals(namespace.tenantId())) {
      errors.put("TenantId", "The owner must belong to the tenant of the OMF connection.");
    }
    rejectIfAny(errors, "This trustee can't own an OMF connection.");
    return new Trustee(owner.type(), owner.objectId(), namespace.tenantId());
  }

  private static void rejectIfAny(Map<String, String> errors, String reason) {
    if (!errors.isEmpty()) {
      throw new OperationException(Kind.INVALID, reason, errors);
    }
  }
}
