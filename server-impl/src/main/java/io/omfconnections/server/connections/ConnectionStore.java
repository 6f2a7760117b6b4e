package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Where connections and the lists of the collections are kept.
 *
 * <p>All work happens in transactions. When {@link #write} returns, what was written is durable;
 * when it throws, nothing was changed. A store keeps no state that another process on the same
 * database would have to know.
 */
public interface ConnectionStore extends AutoCloseable {

  /**
   * What is to be done in a transaction. It may be run again when the transaction has to be
   * repeated, so it has no effect but through the {@link Transaction} that it is given.
   */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does the work. What it throws ends the transaction without a trace, and reaches the caller.
     */
    T in(Transaction transaction);
  }

  /**
   * Runs work that only reads, on one state of the data.
   *
   * @throws Refusal TIMED_OUT when the deadline passes, STORAGE_TIMED_OUT when storage does not
   *     answer in time, UNAVAILABLE when it is away
   */
  <T> T read(Deadline deadline, Work<T> work);

  /**
   * Runs work that writes, and commits it. Commits only while the deadline has not passed.
   *
   * @throws Refusal as {@link #read}
   */
  <T> T write(Deadline deadline, Work<T> work);

  @Override
  void close();

  /** The order of a list: by creation, then by identifier. */
  record Position(Instant createdAt, String id) {}

  /** One transaction. What is Deleted at a given moment is not found from then on. */
  interface Transaction {
    /** The connection with this identifier. */
    Optional<OmfConnection> find(Namespace namespace, String id, Instant now);

    /**
     * The next connections of a namespace after a position, in the order of {@link Position}.
     *
     * @param after where the page before ended, or null for the first page
     * @param limit how many at most
     */
    List<OmfConnection> page(Namespace namespace, @Nullable Position after, int limit, Instant now);

    /** Adds a connection. Its clients are claimed apart, by {@link #claim}. */
    void insert(Namespace namespace, OmfConnection connection);

    /** Replaces a connection that has been found before. */
    void update(Namespace namespace, OmfConnection connection);

    /**
     * Makes these clients, and no others, belong to the connection.
     *
     * @return the clients that belong to another connection; unless it is empty the caller has to
     *     refuse, because the others are claimed
     */
    SortedSet<String> claim(Namespace namespace, String connectionId, Collection<String> clientIds);

    /**
     * Removes for good what is Deleted at the given moment, in all namespaces, and frees its
     * clients.
     */
    void purge(Instant now);

    /** The list of the namespace's collection, if it has ever been written. */
    Optional<AccessControlList> collectionAccessControlList(Namespace namespace);

    /** Writes the list of the namespace's collection. */
    void putCollectionAccessControlList(Namespace namespace, AccessControlList list);
  }
}
