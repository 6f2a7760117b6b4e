package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The storage of connections and of the collections' access control lists.
 *
 * <p>All access is transactional. When {@link #write} returns, the changes are durable; when it
 * throws, nothing has changed. Several processes can share one database: a store caches no data
 * between transactions.
 */
public interface ConnectionStore extends AutoCloseable {

  /** The work of a transaction. */
  @FunctionalInterface
  interface Work<T> {
    /** Does the work. An exception rolls the transaction back and is passed on to the caller. */
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
   * @throws OperationException as {@link #read}
   */
  <T> T write(Deadline deadline, Work<T> work);

  @Override
  void close();

  /** The position of a connection in a list: lists are ordered by creation, then by identifier. */
  record Position(Instant createdAt, String id) {}

  /**
   * A transaction. {@link #find} and {@link #page} ignore connections that are Deleted at {@code
   * now}.
   */
  interface Transaction {
    /** Returns the connection with this identifier, if it exists. */
    Optional<OmfConnection> find(Namespace namespace, String id, Instant now);

    /**
     * Returns the connections of a namespace that follow a position, in the order of {@link
     * Position}.
     *
     * @param after the position of the last connection of the previous page, or null for the first
     *     page
     * @param limit the maximum number of connections
     */
    List<OmfConnection> page(Namespace namespace, @Nullable Position after, int limit, Instant now);

    /** Adds a connection, without claiming its clients; see {@link #claim}. */
    void insert(Namespace namespace, OmfConnection connection);

    /** Replaces an existing connection, without claiming its clients; see {@link #claim}. */
    void update(Namespace namespace, OmfConnection connection);

    /**
     * Maps the clients to the connection and releases all other clients of the connection.
     *
     * @return the clients that belong to another connection of the namespace. If there are any, the
     *     caller must roll the transaction back, because the other clients have been claimed.
     */
    SortedSet<String> claim(Namespace namespace, String connectionId, Collection<String> clientIds);

    /** Removes the connections that are Deleted, in all namespaces, and releases their clients. */
    void purge(Instant now);

    /** Returns the access control list of the namespace's collection, if it has been written. */
    Optional<AccessControlList> collectionAccessControlList(Namespace namespace);

    /** Writes the access control list of the namespace's collection. */
    void putCollectionAccessControlList(Namespace namespace, AccessControlList list);
  }
}
