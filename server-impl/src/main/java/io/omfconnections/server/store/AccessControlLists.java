package io.omfconnections.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.omfconnections.server.access.AccessControlList;
import java.util.IdentityHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The access control lists of a transaction. Equal lists are stored once, identified by a hash of
 * their content.
 */
final class AccessControlLists {
  private final Handle handle;
  private final ListCache cache;
  private final IdentityHashMap<AccessControlList, String> ids = new IdentityHashMap<>();
  private long bytesRead;

  /**
   * Parsed lists, for all transactions: a stored list never changes, whoever writes to the
   * database, so a cached list is never stale.
   */
  static final class ListCache {
    /** Maximum size of all cached lists, in characters of their stored form. */
    private static final long MAX_SIZE = 4L * 1024 * 1024;

    private final Cache<String, Cached> lists =
        Caffeine.newBuilder()
            .maximumWeight(MAX_SIZE)
            .weigher((String id, Cached cached) -> cached.size())
            .executor(Runnable::run)
            .build();

    private record Cached(AccessControlList list, int size) {}
  }

  AccessControlLists(Handle handle, ListCache cache) {
    this.handle = handle;
    this.cache = cache;
  }

  /** Returns the list with this identifier, which a row of the transaction refers to. */
  AccessControlList get(String id) {
    AccessControlList list = cache.lists.get(id, this::read).list();
    ids.put(list, id);
    return list;
  }

  /** Returns the size of the lists that were read from the database and not from the cache. */
  long bytesRead() {
    return bytesRead;
  }

  private ListCache.Cached read(String id) {
    String entries =
        handle
            .createQuery("SELECT entries FROM access_control_list WHERE id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .one();
    bytesRead += entries.length();
    return new ListCache.Cached(JsonColumns.accessControlList(entries), entries.length());
  }

  /** Stores the list if it is not stored yet, and returns its identifier. */
  String put(AccessControlList list) {
    String known = ids.get(list); // by identity: a list that this transaction has read
    if (known != null) {
      return known;
    }
    String entries = JsonColumns.write(list);
    String id = Sha256.hex(entries);
    handle
        .createUpdate(
            """
            INSERT INTO access_control_list (id, entries) VALUES (:id, :entries)
            ON CONFLICT (id) DO NOTHING
            """)
        .bind("id", id)
        .bind("entries", entries)
        .execute();
    return id;
  }

  /**
   * Removes a list if no connection and no collection refers to it any more. Call it when a
   * reference has been removed.
   */
  void removeIfUnused(String id) {
    int removed =
        handle
            .createUpdate(
                """
                DELETE FROM access_control_list
                WHERE id = :id
                  AND NOT EXISTS (
                    SELECT 1 FROM omf_connection WHERE access_control_list_id = :id)
                  AND NOT EXISTS (
                    SELECT 1 FROM omf_connection_collection WHERE access_control_list_id = :id)
                """)
            .bind("id", id)
            .execute();
    if (removed > 0) {
      ids.values().removeIf(id::equals);
      return;
    }
    // Concurrent transactions that remove the last references each see the reference of the other.
    // They must not both succeed: the one that runs again removes the list.
    handle
        .createUpdate("UPDATE access_control_list SET id = id WHERE id = :id")
        .bind("id", id)
        .execute();
  }
}
