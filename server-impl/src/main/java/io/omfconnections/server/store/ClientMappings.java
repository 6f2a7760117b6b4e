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

/** The statements that map clients to connections. */
final class ClientMappings {
  private static final String OF_CONNECTION =
      SqlTransaction.IN_NAMESPACE + " AND omf_connection_id = ?";

  /** The time of a deletion that is final: 1970. */
  private static final String FINAL = "0";

  private static final int MAX_PARAMETERS = 1_000;

  private final Sql sql;

  ClientMappings(Sql sql) {
    this.sql = sql;
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
        new TreeSet<>(
            sql.all(
                "SELECT client_id FROM client_mapping" + OF_CONNECTION,
                row -> row.getString(1),
                namespace.tenantId(),
                namespace.namespaceId(),
                connectionId));
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
      sql.update(
          "DELETE FROM client_mapping"
              + SqlTransaction.IN_NAMESPACE
              + " AND client_id IN "
              + Sql.list(some.size()),
          Sql.parameters(some, namespace.tenantId(), namespace.namespaceId()));
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
    int[] written =
        sql.updateEach(
            """
            INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant_id, namespace_id, client_id) DO NOTHING
            """,
            storedClientIds.stream()
                .map(
                    clientId ->
                        new Object[] {
                          namespace.tenantId(), namespace.namespaceId(), clientId, connectionId
                        })
                .toList());
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
    return sql
        .all(
            """
            SELECT m.client_id, m.omf_connection_id
            FROM client_mapping AS m
            JOIN omf_connection AS c
              ON c.tenant_id = m.tenant_id AND c.namespace_id = m.namespace_id
                AND c.id = m.omf_connection_id
            WHERE c.deleted_at <= ? AND m.tenant_id = ? AND m.namespace_id = ?
              AND m.client_id IN
            """
                + Sql.list(storedClientIds.size()),
            row -> Map.entry(row.getString(1), row.getString(2)),
            Sql.parameters(
                storedClientIds, Ticks.of(now), namespace.tenantId(), namespace.namespaceId()))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void takeOver(
      Namespace namespace, String connectionId, Collection<String> storedClientIds) {
    sql.update(
        "UPDATE client_mapping SET omf_connection_id = ?"
            + SqlTransaction.IN_NAMESPACE
            + " AND client_id IN "
            + Sql.list(storedClientIds.size()),
        Sql.parameters(
            storedClientIds, connectionId, namespace.tenantId(), namespace.namespaceId()));
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
    sql.update(
        "UPDATE omf_connection SET deleted_at = " + FINAL + SqlTransaction.IS_CONNECTION,
        namespace.tenantId(),
        namespace.namespaceId(),
        connectionId);
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
        new TreeSet<>(
            sql.all(
                "SELECT client_id FROM client_mapping" + OF_CONNECTION + " LIMIT ?",
                row -> row.getString(1),
                namespace.tenantId(),
                namespace.namespaceId(),
                connectionId,
                limit));
    release(namespace, stored);
    return stored.size();
  }
}
