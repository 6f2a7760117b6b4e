package io.omfconnections.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.omfconnections.server.access.AccessControlList;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The access control lists of a transaction. Equal lists are stored once, identified by a hash of
 * {@link JsonColumns#fullForm}, whatever form is stored. A foreign key prevents the removal of a
 * list that a row refers to.
 */
final class AccessControlLists {
  private final Sql sql;
  private final ListCache cache;
  private final IdentityHashMap<AccessControlList, String> ids = new IdentityHashMap<>();

  /** The list that was read last; it counts only while {@link #ids} contains it. */
  private @Nullable AccessControlList latest;

  private long bytesRead;

  /**
   * Parsed lists, for all transactions: a stored list never changes, whoever writes to the
   * database, so a cached list is never stale.
   */
  static final class ListCache {
    /**
     * Maximum weight of all cached lists. More than the largest list weighs that a request of the
     * default maximum size can have. A larger one is not cached, but read for each request.
     */
    private static final long MAX_WEIGHT = 8L * 1024 * 1024;

    /** The weight of an entry besides the characters of its stored form, which can be few. */
    private static final int ENTRY_WEIGHT = 48;

    private final Cache<String, Cached> lists =
        Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher((String id, Cached cached) -> cached.weight())
            .executor(Runnable::run)
            .build();

    private record Cached(AccessControlList list, int size) {
      int weight() {
        return size + list.entries().size() * ENTRY_WEIGHT;
      }
    }
  }

  /**
   * Thrown when a row refers to a list that is not there. Without a transaction, another one can
   * have replaced and removed it since the row was read.
   */
  @SuppressWarnings("serial") // never serialized
  static final class RemovedException extends RuntimeException {
    private RemovedException() {
      super("The access control list of a row is missing");
    }
  }

  AccessControlLists(Sql sql, ListCache cache) {
    this.sql = sql;
    this.cache = cache;
  }

  /** Returns the list with this identifier, which a row of the transaction refers to. */
  AccessControlList get(String id) {
    if (latest != null && id.equals(ids.get(latest))) {
      return latest; // connections of a page often have the same list
    }
    ListCache.Cached cached = cache.lists.getIfPresent(id);
    if (cached == null) {
      // Not inside the cache, which would make other transactions wait for this one.
      cached = read(id);
      cache.lists.put(id, cached);
    }
    AccessControlList list = cached.list();
    ids.put(list, id);
    latest = list;
    return list;
  }

  /** Returns the size of the lists that were read from the database and not from the cache. */
  long bytesRead() {
    return bytesRead;
  }

  private ListCache.Cached read(String id) {
    String entries =
        sql.first(
                "SELECT entries FROM access_control_list WHERE id = ?", row -> row.getString(1), id)
            .orElseThrow(RemovedException::new);
    bytesRead += entries.length();
    return new ListCache.Cached(JsonColumns.accessControlList(entries), entries.length());
  }

  /** Stores the list if it is not stored yet, and returns its identifier. */
  String put(AccessControlList list) {
    String known = ids.get(list); // by identity: a list that this transaction has read
    if (known != null) {
      return known;
    }
    String id = Sha256.hex(JsonColumns.fullForm(list));
    sql.update(
        """
        INSERT INTO access_control_list (id, entries) VALUES (?, ?)
        ON CONFLICT (id) DO NOTHING
        """,
        id,
        JsonColumns.write(list));
    return id;
  }

  /** Forgets the lists that this transaction has read. Call it when all lists have been removed. */
  void forget() {
    ids.clear();
  }

  /**
   * Removes a list if no connection and no collection refers to it any more. Call it when a
   * reference has been removed.
   */
  void removeIfUnused(String id) {
    int removed =
        sql.update(
            """
            DELETE FROM access_control_list
            WHERE id = ?
              AND NOT EXISTS (SELECT 1 FROM omf_connection WHERE access_control_list_id = ?)
              AND NOT EXISTS (
                SELECT 1 FROM omf_connection_collection WHERE access_control_list_id = ?)
            """,
            id,
            id,
            id);
    if (removed > 0) {
      ids.values().removeIf(id::equals);
      return;
    }
    // Concurrent transactions that remove the last references each see the reference of the other.
    // They must not both succeed: the one that runs again removes the list.
    sql.update("UPDATE access_control_list SET id = id WHERE id = ?", id);
  }
}
