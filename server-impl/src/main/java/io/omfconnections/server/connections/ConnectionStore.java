package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The storage of connections and of the collections' access control lists.
 *
 * <p>All access but {@link #lookUp} is transactional. When {@link #write(Deadline, Work)} returns,
 * the changes are durable; when it throws, nothing has changed, except that this is not known after
 * OUTCOME_UNKNOWN. Several processes can share one database: a store caches no data between
 * transactions.
 */
public interface ConnectionStore extends AutoCloseable {

  /** The work of a transaction. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does the work. An exception rolls the transaction back and is passed on to the caller.
     *
     * <p>The work may run several times: when a concurrent transaction was in the way, it is rolled
     * back and run again. So its only effects are those on the transaction, and its result depends
     * on nothing that an earlier run has found.
     */
    T in(Transaction transaction);
  }

  /**
   * Runs work that only reads, on a consistent state of the data.
   *
   * @throws OperationException TIMED_OUT if the deadline expires, STORAGE_TIMED_OUT if storage does
   *     not respond in time, UNAVAILABLE if storage is not available
   */
  <T> T read(Deadline deadline, Work<T> work);

  /**
   * Runs work that writes, and commits it unless the deadline has expired.
   *
   * @throws OperationException as {@link #read(Deadline, Work)}; also OUTCOME_UNKNOWN if storage
   *     fails during the commit
   */
  <T> T write(Deadline deadline, Work<T> work);

  /**
   * Runs work that only reads, for a request of a tenant. A store can limit what one tenant
   * occupies of it; by default, it does not.
   *
   * @throws OperationException as {@link #read(Deadline, Work)}
   */
  default <T> T read(String tenantId, Deadline deadline, Work<T> work) {
    return read(deadline, work);
  }

  /**
   * As {@link #read(String, Deadline, Work)}, for work that calls {@link Transaction#find}, {@link
   * Transaction#findAccess} or {@link Transaction#collectionAccessControlList} once, and nothing
   * else. What it gets is one committed state; a store can read it without a transaction.
   *
   * @throws OperationException as {@link #read(Deadline, Work)}
   */
  default <T> T lookUp(String tenantId, Deadline deadline, Work<T> work) {
    return read(tenantId, deadline, work);
  }

  /**
   * As {@link #read(String, Deadline, Work)}, for work that writes.
   *
   * @throws OperationException as {@link #write(Deadline, Work)}
   */
  default <T> T write(String tenantId, Deadline deadline, Work<T> work) {
    return write(deadline, work);
  }

  @Override
  void close();

  /** The position of a connection in a list: lists are ordered by creation, then by identifier. */
  record Position(Instant createdAt, String id) {}

  /**
   * A part of a list.
   *
   * @param connections the connections that the filter accepted, in order
   * @param next the position after which the list continues, or null if it has ended
   */
  record Page(List<OmfConnection> connections, @Nullable Position next) {}

  /** The parts of a connection that decide which rights a caller has on it. */
  record Access(Trustee owner, AccessControlList accessControlList) {}

  /** Selects the connections of a list by who may read them. */
  @FunctionalInterface
  interface AccessFilter {
    /**
     * Returns whether the list has the connection.
     *
     * @param owner the owner of the connection
     * @param listId identifies the content of the connection's access control list: equal
     *     identifiers mean equal lists, at any time
     * @param list reads the access control list, which may be large
     */
    boolean accepts(Trustee owner, String listId, Supplier<AccessControlList> list);
  }

  /**
   * A transaction. {@link #find}, {@link #findAccess} and {@link #page} ignore connections that are
   * Deleted at {@code now}.
   */
  interface Transaction {
    /** Returns the connection with this identifier, if it exists. */
    Optional<OmfConnection> find(Namespace namespace, String id, Instant now);

    /** Returns who may use the connection, if it exists, without reading its client ids. */
    Optional<Access> findAccess(Namespace namespace, String id, Instant now);

    /**
     * Returns a page of a list: connections of a namespace that follow a position, in the order of
     * {@link Position}.
     *
     * <p>A page is small and quick to read. It ends early if the connections are large or if the
     * filter rejects many, so it can be empty although the list continues.
     *
     * @param after {@link Page#next} of the previous page, or null for the first page
     * @param limit the maximum number of connections in the page
     * @param filter selects the connections; the large parts of the others are not read
     */
    Page page(
        Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now);

    /** Adds a connection, without claiming its clients; see {@link #claim}. */
    void insert(Namespace namespace, OmfConnection connection);

    /** Replaces an existing connection, without claiming its clients; see {@link #claim}. */
    void update(Namespace namespace, OmfConnection connection);

    /** Replaces the access control list of an existing connection. */
    void updateAccessControlList(Namespace namespace, String id, AccessControlList list);

    /** Replaces the owner of an existing connection. */
    void updateOwner(Namespace namespace, String id, Trustee owner);

    /** Sets the time from which an existing connection is Deleted. */
    void delete(Namespace namespace, String id, Instant deletedAt);

    /**
     * Maps the clients to the connection and releases all other clients of the connection. Takes a
     * client over if it is mapped to a connection of the namespace that is Deleted at {@code now};
     * that connection then stays Deleted, even if the clock steps back.
     *
     * @return the clients that belong to another connection of the namespace. If there are any, the
     *     caller must roll the transaction back, because the other clients have been claimed.
     */
    SortedSet<String> claim(
        Namespace namespace, String connectionId, Collection<String> clientIds, Instant now);

    /**
     * Removes data of connections that are Deleted, of all namespaces. Each call does a small part
     * of the work, so that other transactions are not delayed for long.
     *
     * @return whether there may be more to remove
     */
    boolean purge(Instant now);

    /** Returns the access control list of the namespace's collection, if it has been written. */
    Optional<AccessControlList> collectionAccessControlList(Namespace namespace);

    /** Writes the access control list of the namespace's collection. */
    void putCollectionAccessControlList(Namespace namespace, AccessControlList list);

    /**
     * Returns whether no namespace has a connection, Deleted ones included, or an access control
     * list that has been written.
     */
    boolean isEmpty();

    /** Removes the connections and access control lists of all namespaces. */
    void clear();
  }
}
