package io.omfconnections.server.connections;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.OperationException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The thirteen operations of the API. Long because each is a method with its documentation.
 *
 * <p>Each method takes the identity that sends the request, a namespace that exists in the
 * identity's tenant, and the deadline of the request. It checks the right that the operation
 * requires and throws {@link OperationException} if the operation can't be carried out.
 *
 * <p>Each operation that writes is one transaction, which includes the check of the right. One that
 * reads one thing is a look-up of the store; {@link #list} has a transaction for each page. Each
 * operation reads the clock once, inside its first transaction or look-up (again if that is run
 * again): waiting for storage does not affect the result.
 */
public final class ConnectionService {
  /** The precision of stored and returned times. */
  static final Duration TICK = Duration.ofNanos(100);

  /**
   * UUIDs of version 7 (RFC 9562, section 5.7), which begin with the time: connections that are
   * created at the same time are next to each other in each index of identifiers, so a commit
   * writes fewer pages.
   */
  private static final TimeBasedEpochRandomGenerator IDS =
      Generators.timeBasedEpochRandomGenerator();

  private final ConnectionStore store;
  private final ConnectionDelays delays;
  private final Clock clock;

  /**
   * Creates the service.
   *
   * @param clock the source of the current time; its times are truncated to ticks of 100 ns
   */
  public ConnectionService(ConnectionStore store, ConnectionDelays delays, Clock clock) {
    this.store = store;
    this.delays = delays;
    this.clock = Clock.tick(clock, TICK);
  }

  /**
   * Get OMF Connections: returns the connections in the namespace on which the identity has Read.
   * Requires Read on the collection.
   *
   * <p>The result fetches one page per transaction during iteration, so that a list of any length
   * needs little memory. The first page is fetched before this method returns. All pages show the
   * states at the time of the first page. Iteration throws {@link OperationException}.
   */
  public Iterable<ConnectionSnapshot> list(
      Identity identity, Namespace namespace, Deadline deadline) {
    ReadableFilter filter = new ReadableFilter(identity);
    FirstPage first =
        new Transactions(identity, namespace, deadline)
            .read(
                transaction -> {
                  transaction.requireOnCollection(Operation.LIST);
                  return new FirstPage(
                      transaction.firstPage(ReadableConnections.PAGE_SIZE, filter),
                      transaction.now());
                });
    return () ->
        new ReadableConnections(
            first.page(),
            after ->
                store.read(
                    namespace.tenantId(),
                    deadline,
                    transaction ->
                        transaction.page(
                            namespace, after, ReadableConnections.PAGE_SIZE, filter, first.now())),
            first.now());
  }

  private record FirstPage(ConnectionStore.Page page, Instant now) {}

  /**
   * Create OMF Connection: the identity becomes the owner, and the connection starts with a copy of
   * the collection's access control list. Requires Write on the collection.
   */
  public ConnectionSnapshot create(
      Identity identity,
      Namespace namespace,
      @Nullable String name,
      @Nullable String description,
      List<String> clientIds,
      Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              AccessControlList list = transaction.requireOnCollection(Operation.CREATE);
              OmfConnection connection =
                  new OmfConnection(
                      IDS.construct(transaction.now().toEpochMilli()).toString(),
                      name,
                      description,
                      clientIds,
                      transaction.now(),
                      transaction.now().plus(delays.provisioning()),
                      null,
                      identity.asTrustee(),
                      list);
              Validation.requireDistinct(clientIds);
              transaction.insert(connection);
              transaction.claimClients(connection);
              return new ConnectionSnapshot(connection, ConnectionState.CREATING);
            });
  }

  /** Get OMF Connection. Requires Read on the connection. */
  public ConnectionSnapshot get(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(transaction -> transaction.find(id, Operation.GET).at(transaction.now()));
  }

  /**
   * Update OMF Connection: replaces the name, the description and the clients. Requires Write on
   * the connection, which must not be Deleting.
   */
  public ConnectionSnapshot update(
      Identity identity,
      Namespace namespace,
      String id,
      @Nullable String name,
      @Nullable String description,
      List<String> clientIds,
      Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              OmfConnection existing = transaction.find(id, Operation.UPDATE);
              if (existing.deletedAt() != null) {
                throw new OperationException(
                    Kind.INVALID,
                    "OMF connection " + id + " is being deleted and can't be updated.",
                    Map.of("omfConnectionId", "The State of the OMF connection is Deleting."));
              }
              OmfConnection updated = existing.withContent(name, description, clientIds);
              Validation.requireDistinct(clientIds);
              transaction.update(updated);
              transaction.claimClients(updated);
              return updated.at(transaction.now());
            });
  }

  /**
   * Delete OMF Connection: starts the deletion, which completes after the deletion delay. Requires
   * Delete on the connection. Has no effect on a connection that is already Deleting.
   *
   * @param beforeCommit receives the result; prevents the commit by an exception; can be called
   *     several times
   */
  public ConnectionSnapshot delete(
      Identity identity,
      Namespace namespace,
      String id,
      Consumer<ConnectionSnapshot> beforeCommit,
      Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              OmfConnection connection = transaction.find(id, Operation.DELETE);
              if (connection.deletedAt() == null) {
                Instant deletedAt = transaction.now().plus(delays.deletion());
                transaction.delete(id, deletedAt);
                connection = connection.withDeletedAt(deletedAt);
              }
              var deleted = new ConnectionSnapshot(connection, ConnectionState.DELETING);
              beforeCommit.accept(deleted);
              return deleted;
            });
  }

  /** Get OMF Connection Access Control List. Requires ManageAccessControl on the connection. */
  public AccessControlList getAccessControlList(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(
            transaction ->
                transaction.findAccess(id, Operation.GET_ACCESS_CONTROL_LIST).accessControlList());
  }

  /** Update OMF Connection Access Control List. Requires ManageAccessControl on the connection. */
  public AccessControlList updateAccessControlList(
      Identity identity,
      Namespace namespace,
      String id,
      AccessControlList list,
      Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              transaction.findAccess(id, Operation.UPDATE_ACCESS_CONTROL_LIST);
              transaction.updateAccessControlList(id, list);
              return list;
            });
  }

  /**
   * List OMF Connection Access Rights: returns the rights of the identity on the connection.
   * Requires no right.
   */
  public AccessRights getAccessRights(
      Identity identity, Namespace namespace, String id, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(transaction -> transaction.rightsOn(id));
  }

  /** Get OMF Connection Owner. Requires Read on the connection. */
  public Trustee getOwner(Identity identity, Namespace namespace, String id, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(transaction -> transaction.findAccess(id, Operation.GET_OWNER).owner());
  }

  /**
   * Update OMF Connection Owner. Requires ManageAccessControl on the connection. The previous owner
   * keeps only the rights that the access control list grants.
   */
  public Trustee updateOwner(
      Identity identity, Namespace namespace, String id, Trustee owner, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              transaction.findAccess(id, Operation.UPDATE_OWNER);
              Trustee newOwner = Validation.requireOwner(owner, namespace);
              transaction.updateOwner(id, newOwner);
              return newOwner;
            });
  }

  /** Get OMF Connections Access Control List. Requires ManageAccessControl on the collection. */
  public AccessControlList getCollectionAccessControlList(
      Identity identity, Namespace namespace, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(
            transaction ->
                transaction.requireOnCollection(Operation.GET_COLLECTION_ACCESS_CONTROL_LIST));
  }

  /**
   * Update OMF Connections Access Control List. Requires ManageAccessControl on the collection.
   * Does not affect the lists of existing connections.
   */
  public AccessControlList updateCollectionAccessControlList(
      Identity identity, Namespace namespace, AccessControlList list, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .write(
            transaction -> {
              transaction.requireOnCollection(Operation.UPDATE_COLLECTION_ACCESS_CONTROL_LIST);
              transaction.putCollectionAccessControlList(list);
              return list;
            });
  }

  /**
   * List OMF Connections Access Rights: returns the rights of the identity on the collection.
   * Requires no right.
   */
  public AccessRights getCollectionAccessRights(
      Identity identity, Namespace namespace, Deadline deadline) {
    return new Transactions(identity, namespace, deadline)
        .lookUp(CallerTransaction::rightsOnCollection);
  }

  /**
   * Checks that the identity has the right that an operation requires, without carrying it out: a
   * caller that lacks the right is refused before its request body is read.
   *
   * @param id the connection; ignored if the right is required on the collection
   * @throws OperationException NOT_FOUND if the connection does not exist, FORBIDDEN if the
   *     identity lacks the right
   */
  public void requireRight(
      Identity identity, Namespace namespace, Operation operation, String id, Deadline deadline) {
    new Transactions(identity, namespace, deadline)
        .lookUp(
            transaction -> {
              if (operation.isOnCollection()) {
                transaction.requireOnCollection(operation);
              } else {
                transaction.findAccess(id, operation);
              }
              return true;
            });
  }

  /**
   * Removes data of connections that are Deleted from storage, in all namespaces: one small step,
   * in a transaction of its own. This only frees storage: no operation depends on it.
   *
   * @return whether there may be more to remove
   */
  public boolean purge(Deadline deadline) {
    return store.write(deadline, transaction -> transaction.purge(clock.instant()));
  }

  /**
   * Reads from storage, to find out whether it responds.
   *
   * @throws OperationException if it does not
   */
  public void queryStorage(Deadline deadline) {
    store.read(
        deadline,
        transaction -> transaction.collectionAccessControlList(new Namespace("", "", "")));
  }

  /** Runs transactions and look-ups on behalf of an identity in a namespace. */
  private final class Transactions {
    private final Identity identity;
    private final Namespace namespace;
    private final Deadline deadline;

    Transactions(Identity identity, Namespace namespace, Deadline deadline) {
      this.identity = identity;
      this.namespace = namespace;
      this.deadline = deadline;
    }

    <T> T read(Function<CallerTransaction, T> work) {
      return store.read(
          namespace.tenantId(), deadline, transaction -> work.apply(begin(transaction)));
    }

    <T> T lookUp(Function<CallerTransaction, T> work) {
      return store.lookUp(
          namespace.tenantId(), deadline, transaction -> work.apply(begin(transaction)));
    }

    <T> T write(Function<CallerTransaction, T> work) {
      return store.write(
          namespace.tenantId(), deadline, transaction -> work.apply(begin(transaction)));
    }

    private CallerTransaction begin(ConnectionStore.Transaction transaction) {
      return new CallerTransaction(transaction, identity, namespace, clock.instant());
    }
  }
}
