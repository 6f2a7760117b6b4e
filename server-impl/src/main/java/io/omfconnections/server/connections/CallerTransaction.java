package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessDecision;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.ConnectionStore.Access;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.OperationException.Kind;
import java.time.Instant;
import java.util.Map;

/**
 * A transaction on behalf of one identity, in one namespace, at one point in time. Only {@link
 * #find}, {@link #findAccess} and {@link #requireOnCollection} check rights.
 *
 * @param transaction the transaction of the store
 * @param identity the identity that sends the request
 * @param namespace the namespace of the request
 * @param now the time of the transaction, in whole ticks of 100 ns
 */
record CallerTransaction(
    Transaction transaction, Identity identity, Namespace namespace, Instant now) {

  /**
   * Returns the connection if the identity has the right on it that the operation requires.
   *
   * @throws OperationException NOT_FOUND if it does not exist, FORBIDDEN if the identity lacks the
   *     right
   */
  OmfConnection find(String id, Operation operation) {
    OmfConnection connection = transaction.find(namespace, id, now).orElseThrow(() -> notFound(id));
    require(
        operation.right(),
        rightsOn(new Access(connection.owner(), connection.accessControlList())));
    return connection;
  }

  /**
   * Returns who may use the connection if the identity has the right on it that the operation
   * requires. Reads no client ids.
   *
   * @throws OperationException as {@link #find}
   */
  Access findAccess(String id, Operation operation) {
    Access access = findAccessUnchecked(id);
    require(operation.right(), rightsOn(access));
    return access;
  }

  /**
   * Returns the rights of the identity on the connection.
   *
   * @throws OperationException NOT_FOUND if it does not exist
   */
  AccessRights rightsOn(String id) {
    return rightsOn(findAccessUnchecked(id));
  }

  private Access findAccessUnchecked(String id) {
    return transaction.findAccess(namespace, id, now).orElseThrow(() -> notFound(id));
  }

  private OperationException notFound(String id) {
    return new OperationException(
        Kind.NOT_FOUND,
        "Namespace " + namespace.namespaceId() + " has no OMF connection " + id + ".",
        Map.of("omfConnectionId", "No OMF connection has the identifier " + id + "."));
  }

  /** Returns the first page of a list. */
  ConnectionStore.Page firstPage(int size, ConnectionStore.AccessFilter filter) {
    return transaction.page(namespace, null, size, filter, now);
  }

  /** Writes a new connection, without claiming its clients. */
  void insert(OmfConnection connection) {
    transaction.insert(namespace, connection);
  }

  /** Replaces an existing connection, without claiming its clients. */
  void update(OmfConnection connection) {
    transaction.update(namespace, connection);
  }

  /** Replaces the access control list of an existing connection. */
  void updateAccessControlList(String id, AccessControlList list) {
    transaction.updateAccessControlList(namespace, id, list);
  }

  /** Replaces the owner of an existing connection. */
  void updateOwner(String id, Trustee owner) {
    transaction.updateOwner(namespace, id, owner);
  }

  /** Sets the time from which an existing connection is Deleted. */
  void delete(String id, Instant deletedAt) {
    transaction.delete(namespace, id, deletedAt);
  }

  /**
   * Claims the clients of the connection, and releases those that it no longer has.
   *
   * @throws OperationException INVALID if a client belongs to another connection of the namespace
   */
  void claimClients(OmfConnection connection) {
    Validation.requireUnclaimed(
        connection.clientIds(),
        transaction.claim(namespace, connection.id(), connection.clientIds(), now));
  }

  private AccessRights rightsOn(Access access) {
    return AccessDecision.onConnection(identity, access.owner(), access.accessControlList());
  }

  /** Returns the rights of the identity on the namespace's collection. */
  AccessRights rightsOnCollection() {
    return rightsOnCollection(collectionAccessControlList());
  }

  private AccessRights rightsOnCollection(AccessControlList list) {
    return AccessDecision.onCollection(identity, namespace.administratorRoleId(), list);
  }

  /**
   * Returns the access control list of the namespace's collection if the identity has the right on
   * the collection that the operation requires.
   *
   * @throws OperationException FORBIDDEN if the identity lacks the right
   */
  AccessControlList requireOnCollection(Operation operation) {
    AccessControlList list = collectionAccessControlList();
    require(operation.right(), rightsOnCollection(list));
    return list;
  }

  private AccessControlList collectionAccessControlList() {
    return transaction
        .collectionAccessControlList(namespace)
        .orElseGet(
            () -> AccessControlList.initial(namespace.tenantId(), namespace.administratorRoleId()));
  }

  /** Replaces the access control list of the namespace's collection. */
  void putCollectionAccessControlList(AccessControlList list) {
    transaction.putCollectionAccessControlList(namespace, list);
  }

  private static void require(AccessRight required, AccessRights rights) {
    if (!rights.contains(required)) {
      throw new OperationException(
          Kind.FORBIDDEN,
          "The caller lacks the access right " + required.displayName() + ".",
          Map.of("AccessRights", required.displayName() + " is required."));
    }
  }
}
