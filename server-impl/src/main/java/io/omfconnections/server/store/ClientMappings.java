package io.omfconnections.server.store;

import io.omfconnections.server.connections.Namespace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements that map clients to connections. */
final class ClientMappings {
  private static final String OF_CONNECTION =
      SqlTransaction.IN_NAMESPACE + " AND omf_connection_id = :id";

  /** The time of a deletion that is final: 1970. */
  private static final String FINAL = "0";

  private static final int MAX_PARAMETERS = 1_000;

  private final Handle handle;

  ClientMappings(Handle handle) {
    this.handle = handle;
  }

  /**
   * Maps exactly these clients to the connection. Writes only the difference. A mapping to a
   * connection that is Deleted is taken over; the rest of that connection is left to the purge, but
   * its deletion becomes final.
   *
   * @return the clients that are mapped to another connection
   */
  SortedSet<String> replace(
      Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
    SortedSet<String> released =
        SqlTransaction.in(
                namespace,
                handle.createQuery("SELECT client_id FROM client_mapping" + OF_CONNECTION))
            .bind("id", connectionId)
            .mapTo(String.class)
            .collect(Collectors.toCollection(TreeSet::new));
    SortedMap<String, String> claimed = new TreeMap<>();
    for (String clientId : clientIds) {
      String stored = StoredText.encodeKey(clientId);
      if (!released.remove(stored)) {
        claimed.put(stored, clientId);
      }
    }
    release(namespace, released);
    return claim(namespace, connectionId, claimed, now);
  }

  private void release(Namespace namespace, SortedSet<String> stored) {
    // In few statements: without statistics, PostgreSQL does not use the primary key for one row.
    List<String> all = List.copyOf(stored);
    for (int start = 0; start < all.size(); start += MAX_PARAMETERS) {
      List<String> some = all.subList(start, Math.min(all.size(), start + MAX_PARAMETERS));
      SqlTransaction.in(
              namespace,
              handle.createUpdate(
                  "DELETE FROM client_mapping"
                      + SqlTransaction.IN_NAMESPACE
                      + " AND client_id IN (<clientIds>)"))
          .bindList("clientIds", some)
          .execute();
    }
  }

  /**
   * Inserts mappings in the order of the stored client ids, so that two claims can't deadlock.
   *
   * @param clientIdByStored the client ids by their stored form
   */
  private SortedSet<String> claim(
      Namespace namespace,
      String connectionId,
      SortedMap<String, String> clientIdByStored,
      Instant now) {
    List<String> mapped =
        unchanged(
            namespace,
            connectionId,
            clientIdByStored.keySet(),
            now,
            """
            INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
            VALUES (:tenantId, :namespaceId, :clientId, :id)
            ON CONFLICT (tenant_id, namespace_id, client_id) DO NOTHING
            """);
    // First, because afterwards nothing tells which connections had the clients.
    unchanged(
        namespace,
        connectionId,
        mapped,
        now,
        "UPDATE omf_connection SET deleted_at = "
            + FINAL
            + SqlTransaction.IN_NAMESPACE
            + """
             AND deleted_at > 0 AND deleted_at <= :now
              AND id = (
                SELECT omf_connection_id FROM client_mapping
                WHERE tenant_id = :tenantId AND namespace_id = :namespaceId
                  AND client_id = :clientId)
            """);
    return unchanged(
            namespace,
            connectionId,
            mapped,
            now,
            """
            UPDATE client_mapping SET omf_connection_id = :id
            WHERE tenant_id = :tenantId AND namespace_id = :namespaceId AND client_id = :clientId
              AND EXISTS (
                SELECT 1 FROM omf_connection AS other
                WHERE other.tenant_id = client_mapping.tenant_id
                  AND other.namespace_id = client_mapping.namespace_id
                  AND other.id = client_mapping.omf_connection_id
                  AND other.deleted_at <= :now)
            """)
        .stream()
        .map(stored -> Objects.requireNonNull(clientIdByStored.get(stored)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Executes a statement for each client, and returns the clients for which no row was written. */
  private List<String> unchanged(
      Namespace namespace,
      String connectionId,
      Collection<String> storedClientIds,
      Instant now,
      String sql) {
    if (storedClientIds.isEmpty()) {
      return List.of();
    }
    PreparedBatch batch = handle.prepareBatch(sql);
    for (String clientId : storedClientIds) {
      SqlTransaction.in(namespace, batch)
          .bind("clientId", clientId)
          .bind("id", connectionId)
          .bind("now", Ticks.of(now))
          .add();
    }
    int[] written = batch.execute();
    List<String> unchanged = new ArrayList<>();
    int i = 0;
    for (String clientId : storedClientIds) {
      if (written[i++] == 0) {
        unchanged.add(clientId);
      }
    }
    return unchanged;
  }

  /**
   * Makes a connection that is Deleted stay Deleted even if the clock steps back. Required before
   * any of its clients is removed or taken over, because its client ids would show them.
   */
  void makeDeletionFinal(Namespace namespace, String connectionId) {
    SqlTransaction.in(
            namespace,
            handle.createUpdate(
                "UPDATE omf_connection SET deleted_at = "
                    + FINAL
                    + SqlTransaction.IN_NAMESPACE
                    + " AND id = :id"))
        .bind("id", connectionId)
        .execute();
  }

  /**
   * Removes mappings of the connection.
   *
   * @param limit the maximum number of rows to remove
   * @return the number of removed rows
   */
  int remove(Namespace namespace, String connectionId, int limit) {
    // Not in one statement with a subquery: without statistics, PostgreSQL runs that in quadratic
    // time.
    SortedSet<String> stored =
        SqlTransaction.in(
                namespace,
                handle.createQuery(
                    "SELECT client_id FROM client_mapping" + OF_CONNECTION + " LIMIT :limit"))
            .bind("id", connectionId)
            .bind("limit", limit)
            .mapTo(String.class)
            .collect(Collectors.toCollection(TreeSet::new));
    release(namespace, stored);
    return stored.size();
  }
}
