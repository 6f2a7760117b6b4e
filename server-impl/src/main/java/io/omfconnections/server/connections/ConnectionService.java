package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessDecision;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Refusal.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the thirteen operations do, one method each.
 *
 * <p>Every method takes who is calling, the namespace (which exists, and is of the caller's
 * tenant), and the request's deadline; checks the right that the operation needs; and throws {@link
 * Refusal} when the answer is no. Each write is one transaction, with its check of rights inside
 * it.
 */
public final class ConnectionService {
  private static final int NANOS_PER_TICK = 100;

  private final ConnectionStore store;
  private final ConnectionDelays delays;
  private final Clock clock;

  /** A service over the given store. */
  public ConnectionService(ConnectionStore store, ConnectionDelays delays, Clock clock) {
    this.store = store;
    this.delays = delays;
    this.clock = clock;
  }

  /**
   * Get OMF Connections: those of the namespace that the caller may read. Needs Read on the
   * collection.
   *
   * <p>The connections are fetched a page at a time while the result is walked through, so that a
   * list of any length needs little memory; the first page is fetched at once. Walking on may
   * throw, as any operation may.
   */
  public Iterable<ConnectionSnapshot> list(
      Identity identity, Namespace namespace, Deadline deadline) {
    Instant now = clock.instant();
    List<OmfConnection> first =
        store.read(
            deadline,
            transaction -> {
              require(AccessRight.READ, onCollection(transaction, identity, namespace));
              return transaction.page(namespace, null, ReadableConnections.PAGE_SIZE, now);
            });
    return () ->
        new ReadableConnections(
            first,
            last ->
                store.read(
                    deadline,
                    transaction ->
                        transaction.page(namespace, last, ReadableConnections.PAGE_SIZE, now)),
            identity,
            now);
  }

  /**
   * Create OMF Connection: the caller becomes its owner, and it starts with a copy of the
   * collection's list. Needs Write on the collection.
   */
  public ConnectionSnapshot create(
      Identity identity,
      Namespace namespace,
      @Nullable String name,
      @Nullable String description,
      List<String> clientIds,
      Deadline deadline) {
    OmfConnection created =
        store.write(
            deadline,
            transaction -> {
              AccessControlList list = collectionList(transaction, namespace);
              require(
                  AccessRight.WRITE,
                  AccessDecision.onCollection(identity, namespace.administratorRoleId(), list));
              Instant now = now();
              OmfConnection connection =
                  new OmfConnection(
                      UUID.randomUUID().toString(),
                      name,
                      description,
                      clientIds,
                      now,
                      now.plus(delays.provisioning()),
                      null,
                      identity.asTrustee(),
                      list);
              transaction.insert(namespace, connection);
              claim(transaction, namespace, connection, now);
              return connection;
            });
    return new ConnectionSnapshot(created, ConnectionState.CREATING);
  }

  /** Get OMF Connection. Needs Read on the connection. */
  public ConnectionSnapshot get(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    Instant now = clock.instant();
    OmfConnection connection =
        store.read(
            deadline,
            transaction -> find(transaction, identity, namespace, id, AccessRight.READ, now));
    return new ConnectionSnapshot(connection, connection.stateAt(now));
  }

  /**
   * Update OMF Connection: replaces name, description and clients. Needs Write on the connection,
   * which must not be Deleting.
   */
  public ConnectionSnapshot update(
      Identity identity,
      Namespace namespace,
      String id,
      @Nullable String name,
      @Nullable String description,
      List<String> clientIds,
      Deadline deadline) {
    Instant now = clock.instant();
    OmfConnection updated =
        store.write(
            deadline,
            transaction -> {
              OmfConnection found =
                  find(transaction, identity, namespace, id, AccessRight.WRITE, now);
              if (found.stateAt(now) == ConnectionState.DELETING) {
                throw new Refusal(
                    Kind.INVALID,
                    "OMF connection " + id + " is being deleted and can't be updated.",
                    Map.of("omfConnectionId", "its State is Deleting"));
              }
              OmfConnection changed = found.withContent(name, description, clientIds);
              transaction.update(namespace, changed);
              claim(transaction, namespace, changed, now);
              return changed;
            });
    return new ConnectionSnapshot(updated, updated.stateAt(now));
  }

  /**
   * Delete OMF Connection: it is Deleting from now on, and gone after the deletion delay. Needs
   * Delete on the connection. Asking again changes nothing.
   */
  public ConnectionSnapshot delete(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    OmfConnection deleted =
        store.write(
            deadline,
            transaction -> {
              Instant now = now();
              OmfConnection found =
                  find(transaction, identity, namespace, id, AccessRight.DELETE, now);
              if (found.deletedAt() != null) {
                return found;
              }
              OmfConnection deleting = found.withDeletedAt(now.plus(delays.deletion()));
              transaction.update(namespace, deleting);
              return deleting;
            });
    return new ConnectionSnapshot(deleted, ConnectionState.DELETING);
  }

  /** Get OMF Connection Access Control List. Needs ManageAccessControl on the connection. */
  public AccessControlList getAccessControlList(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    return store
        .read(
            deadline,
            transaction ->
                find(
                    transaction,
                    identity,
                    namespace,
                    id,
                    AccessRight.MANAGE_ACCESS_CONTROL,
                    clock.instant()))
        .accessControlList();
  }

  /** Update OMF Connection Access Control List. Needs ManageAccessControl on the connection. */
  public AccessControlList updateAccessControlList(
      Identity identity,
      Namespace namespace,
      String id,
      AccessControlList list,
      Deadline deadline) {
    return store.write(
        deadline,
        transaction -> {
          OmfConnection found =
              find(
                  transaction,
                  identity,
                  namespace,
                  id,
                  AccessRight.MANAGE_ACCESS_CONTROL,
                  clock.instant());
          transaction.update(namespace, found.withAccessControlList(list));
          return list;
        });
  }

  /** List OMF Connection Access Rights: the caller's own. Needs no right. */
  public AccessRights getAccessRights(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    return store.read(
        deadline,
        transaction -> {
          OmfConnection found = find(transaction, namespace, id, clock.instant());
          return onConnection(identity, found);
        });
  }

  /** Get OMF Connection Owner. Needs Read on the connection. */
  public Trustee getOwner(Identity identity, Namespace namespace, String id, Deadline deadline) {
    return store
        .read(
            deadline,
            transaction ->
                find(transaction, identity, namespace, id, AccessRight.READ, clock.instant()))
        .owner();
  }

  /**
   * Update OMF Connection Owner. Needs ManageAccessControl on the connection. The owner before
   * keeps only what the list gives.
   */
  public Trustee updateOwner(
      Identity identity, Namespace namespace, String id, Trustee owner, Deadline deadline) {
    return store.write(
        deadline,
        transaction -> {
          OmfConnection found =
              find(
                  transaction,
                  identity,
                  namespace,
                  id,
                  AccessRight.MANAGE_ACCESS_CONTROL,
                  clock.instant());
          Trustee valid = requireOwner(owner, namespace);
          transaction.update(namespace, found.withOwner(valid));
          return valid;
        });
  }

  /** Get OMF Connections Access Control List. Needs ManageAccessControl on the collection. */
  public AccessControlList getCollectionAccessControlList(
      Identity identity, Namespace namespace, Deadline deadline) {
    return store.read(
        deadline,
        transaction -> {
          require(
              AccessRight.MANAGE_ACCESS_CONTROL, onCollection(transaction, identity, namespace));
          return collectionList(transaction, namespace);
        });
  }

  /**
   * Update OMF Connections Access Control List. Needs ManageAccessControl on the collection.
   * Existing connections keep the lists that they have.
   */
  public AccessControlList updateCollectionAccessControlList(
      Identity identity, Namespace namespace, AccessControlList list, Deadline deadline) {
    return store.write(
        deadline,
        transaction -> {
          require(
              AccessRight.MANAGE_ACCESS_CONTROL, onCollection(transaction, identity, namespace));
          transaction.putCollectionAccessControlList(namespace, list);
          return list;
        });
  }

  /** List OMF Connections Access Rights: the caller's own on the collection. Needs no right. */
  public AccessRights getCollectionAccessRights(
      Identity identity, Namespace namespace, Deadline deadline) {
    return store.read(deadline, transaction -> onCollection(transaction, identity, namespace));
  }

  /** Removes for good what is Deleted. Nobody sees it any more; this only frees the room. */
  public void purge(Deadline deadline) {
    Instant now = clock.instant();
    store.write(
        deadline,
        transaction -> {
          transaction.purge(now);
          return now;
        });
  }

  /** The moment, in the whole ticks of 100 ns in which moments are kept and shown. */
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // a second is a whole number of ticks
  private Instant now() {
    Instant now = clock.instant();
    return now.minusNanos(now.getNano() % NANOS_PER_TICK);
  }

  private static OmfConnection find(
      Transaction transaction, Namespace namespace, String id, Instant now) {
    return transaction
        .find(namespace, id, now)
        .orElseThrow(
            () ->
                new Refusal(
                    Kind.NOT_FOUND,
                    "Namespace " + namespace.namespaceId() + " has no OMF connection " + id + ".",
                    Map.of("omfConnectionId", "no OMF connection has the identifier " + id)));
  }

  private static OmfConnection find(
      Transaction transaction,
      Identity identity,
      Namespace namespace,
      String id,
      AccessRight needed,
      Instant now) {
    OmfConnection found = find(transaction, namespace, id, now);
    require(needed, onConnection(identity, found));
    return found;
  }

  private static AccessRights onConnection(Identity identity, OmfConnection connection) {
    return AccessDecision.onConnection(
        identity, connection.owner(), connection.accessControlList());
  }

  private static AccessRights onCollection(
      Transaction transaction, Identity identity, Namespace namespace) {
    return AccessDecision.onCollection(
        identity, namespace.administratorRoleId(), collectionList(transaction, namespace));
  }

  private static AccessControlList collectionList(Transaction transaction, Namespace namespace) {
    return transaction
        .collectionAccessControlList(namespace)
        .orElseGet(
            () -> AccessControlList.initial(namespace.tenantId(), namespace.administratorRoleId()));
  }

  private static void require(AccessRight needed, AccessRights rights) {
    if (!rights.contains(needed)) {
      throw new Refusal(
          Kind.FORBIDDEN,
          "The caller lacks the access right " + needed.title() + ".",
          Map.of("AccessRights", needed.title() + " is missing"));
    }
  }

  private static void claim(
      Transaction transaction, Namespace namespace, OmfConnection connection, Instant now) {
    List<String> clientIds = connection.clientIds();
    Set<String> distinct = new HashSet<>();
    Map<String, String> wrong = new LinkedHashMap<>();
    for (int i = 0; i < clientIds.size(); i++) {
      if (!distinct.add(clientIds.get(i))) {
        wrong.put("ClientIds[" + i + "]", "is given more than once: " + clientIds.get(i));
      }
    }
    if (!wrong.isEmpty()) {
      throw new Refusal(Kind.INVALID, "ClientIds names a client more than once.", wrong);
    }
    transaction.purge(now); // which frees the clients of what is Deleted
    SortedSet<String> taken = transaction.claim(namespace, connection.id(), distinct);
    for (int i = 0; i < clientIds.size(); i++) {
      if (taken.contains(clientIds.get(i))) {
        wrong.put("ClientIds[" + i + "]", "belongs to another OMF connection: " + clientIds.get(i));
      }
    }
    if (!wrong.isEmpty()) {
      throw new Refusal(
          Kind.INVALID, "A client can belong to one OMF connection of a namespace only.", wrong);
    }
  }

  /** An owner is a user or a client of the namespace's tenant, by name. */
  private static Trustee requireOwner(Trustee owner, Namespace namespace) {
    Map<String, String> wrong = new LinkedHashMap<>();
    if (owner.type() == null || owner.type() == TrusteeType.ROLE) {
      wrong.put("Type", "an owner is a user (1) or a client (2)");
    }
    if (owner.objectId() == null || owner.objectId().isEmpty()) {
      wrong.put("ObjectId", "an owner needs the identifier of a user or a client");
    }
    if (owner.tenantId() != null && !owner.tenantId().equals(namespace.tenantId())) {
      wrong.put("TenantId", "an owner is of the connection's own tenant");
    }
    if (!wrong.isEmpty()) {
      throw new Refusal(Kind.INVALID, "This trustee can't own an OMF connection.", wrong);
    }
    return new Trustee(owner.type(), owner.objectId(), namespace.tenantId());
  }
}
