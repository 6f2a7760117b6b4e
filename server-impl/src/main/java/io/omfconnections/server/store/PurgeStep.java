package io.omfconnections.server.store;

import io.omfconnections.server.connections.Namespace;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One step of removing the data of Deleted connections. */
final class PurgeStep {
  /**
   * The maximum number of rows that a step removes. A writer that waits for a step waits for some
   * tens of milliseconds.
   */
  static final int MAX_ROWS = 1_000;

  /** Client ids and access control lists count as one row for each of this number of bytes. */
  private static final int BYTES_PER_ROW = 4_096;

  private final Sql sql;
  private final ClientMappings mappings;
  private final AccessControlLists lists;

  PurgeStep(Sql sql, ClientMappings mappings, AccessControlLists lists) {
    this.sql = sql;
    this.mappings = mappings;
    this.lists = lists;
  }

  /**
   * A connection that is Deleted.
   *
   * @param namespace its namespace, without the administrator role
   * @param clientIdsSize the size of its client ids in bytes
   * @param listSize the size of its access control list in bytes
   */
  private record Due(
      Namespace namespace, String id, String listId, long clientIdsSize, long listSize) {}

  /**
   * Removes rows of the connections that have been Deleted for the longest time: the mappings of
   * their clients, and each connection whose mappings are gone.
   *
   * @return whether there may be more to remove
   */
  boolean run(Instant now) {
    Set<String> listIds = new TreeSet<>(); // mostly the same one; in order, against deadlocks
    boolean more = removeConnections(now, listIds);
    listIds.forEach(lists::removeIfUnused);
    return more;
  }

  private boolean removeConnections(Instant now, Set<String> listIds) {
    long rows = MAX_ROWS;
    while (rows > 0) {
      Optional<Due> found = next(now);
      if (found.isEmpty()) {
        return false;
      }
      Due due = found.get();
      rows -= mappings.remove(due.namespace(), due.id(), (int) rows);
      if (rows > 0) {
        remove(due);
        rows -= 1 + due.clientIdsSize() / BYTES_PER_ROW;
        if (listIds.add(due.listId())) {
          // As if it were removed, too: whether it is used elsewhere is found out at the end.
          rows -= due.listSize() / BYTES_PER_ROW;
        }
      } else {
        mappings.makeDeletionFinal(due.namespace(), due.id());
      }
    }
    return true;
  }

  private Optional<Due> next(Instant now) {
    return sql.first(
        """
        SELECT c.tenant_id, c.namespace_id, c.id, c.access_control_list_id,
               octet_length(content.client_ids), octet_length(list.entries)
        FROM omf_connection AS c
        JOIN omf_connection_content AS content
          ON content.tenant_id = c.tenant_id AND content.namespace_id = c.namespace_id
            AND content.omf_connection_id = c.id
        JOIN access_control_list AS list ON list.id = c.access_control_list_id
        WHERE c.deleted_at IS NOT NULL AND c.deleted_at <= ?
        ORDER BY c.deleted_at
        LIMIT 1
        """,
        row ->
            new Due(
                new Namespace(row.getString(1), row.getString(2), ""),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6)),
        Ticks.of(now));
  }

  private void remove(Due due) {
    sql.update(
        "DELETE FROM omf_connection" + SqlTransaction.IS_CONNECTION,
        due.namespace().tenantId(),
        due.namespace().namespaceId(),
        due.id());
  }
}
