package io.omfconnections.server.store;

import io.omfconnections.server.connections.Namespace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
    for (List<String> some : parts(stored)) {
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
   * @param clientIdByStored the client ids by their stored form, in the order of that
   */
  private SortedSet<String> claim(
      Namespace namespace, String connectionId, Map<String, String> clientIdByStored, Instant now) {
    List<String> mapped = insert(namespace, connectionId, clientIdByStored.keySet());
    for (List<String> some : parts(mapped)) {
      Map<String, String> due = due(namespace, some, now);
      if (!due.isEmpty()) {
        new TreeSet<>(due.values()).forEach(other -> makeDeletionFinal(namespace, other));
        takeOver(namespace, connectionId, due.keySet());
      }
      due.keySet().forEach(clientIdByStored::remove);
    }
    return mapped.stream()
        .map(clientIdByStored::get)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Inserts mappings, and returns the clients that are mapped already. */
  private List<String> insert(
      Namespace namespace, String connectionId, Collection<String> storedClientIds) {
    if (storedClientIds.isEmpty()) {
      return List.of();
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
            VALUES (:tenantId, :namespaceId, :clientId, :id)
            ON CONFLICT (tenant_id, namespace_id, client_id) DO NOTHING
            """);
    for (String clientId : storedClientIds) {
      SqlTransaction.in(namespace, batch).bind("clientId", clientId).bind("id", connectionId).add();
    }
    int[] written = batch.execute();
    List<String> mapped = new ArrayList<>();
    int i = 0;
    for (String clientId : storedClientIds) {
      if (written[i++] == 0) {
        mapped.add(clientId);
      }
    }
    return mapped;
  }

  /** Returns those of the clients that are mapped to a connection that is Deleted, with its id. */
  private Map<String, String> due(Namespace namespace, List<String> storedClientIds, Instant now) {
    return SqlTransaction.in(
            namespace,
            handle.createQuery(
                """
                SELECT m.client_id, m.omf_connection_id
                FROM client_mapping AS m
                JOIN omf_connection AS c
                  ON c.tenant_id = m.tenant_id AND c.namespace_id = m.namespace_id
                    AND c.id = m.omf_connection_id
                WHERE m.tenant_id = :tenantId AND m.namespace_id = :namespaceId
                  AND m.client_id IN (<clientIds>) AND c.deleted_at <= :now
                """))
        .bindList("clientIds", storedClientIds)
        .bind("now", Ticks.of(now))
        .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void takeOver(
      Namespace namespace, String connectionId, Collection<String> storedClientIds) {
    SqlTransaction.in(
            namespace,
            handle.createUpdate(
                "UPDATE client_mapping SET omf_connection_id = :id"
                    + SqlTransaction.IN_NAMESPACE
                    + " AND client_id IN (<clientIds>)"))
        .bind("id", connectionId)
        .bindList("clientIds", List.copyOf(storedClientIds))
        .execute();
  }

  /**
   * Divides client ids, so that many are processed by few statements: without statistics,
   * PostgreSQL does not use the primary key for one row, and would read the table for each.
   */
  private static List<List<String>> parts(Collection<String> storedClientIds) {
    List<String> all = List.copyOf(storedClientIds);
    List<List<String>> parts = new ArrayList<>();
    for (int start = 0; start < all.size(); start += MAX_PARAMETERS) {
      parts.add(all.subList(start, Math.min(all.size(), start + MAX_PARAMETERS)));
    }
    return parts;
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
