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

  private static final String IS_CLIENT = SqlTransaction.IN_NAMESPACE + " AND client_id = ?";

  /** Selects the connection of each wanted client, or null if it is not Deleted. */
  private static final String SELECT_DUE =
      """
      SELECT id,
        (SELECT m.omf_connection_id FROM client_mapping AS m
         WHERE m.tenant_id = ? AND m.namespace_id = ? AND m.client_id = wanted.id
           AND (SELECT c.deleted_at FROM omf_connection AS c
                WHERE c.tenant_id = m.tenant_id AND c.namespace_id = m.namespace_id
                  AND c.id = m.omf_connection_id) <= ?)
      FROM wanted
      """;

  /** The maximum number of client ids of a statement or a batch. */
  private static final int MAX_PART = 1_000;

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
    SortedMap<String, String> claimed = byStored(clientIds);
    released.removeIf(stored -> claimed.remove(stored) != null);
    release(namespace, released);
    return claim(namespace, connectionId, claimed, now);
  }

  /** As {@link #replace}, for a connection that no client is mapped to. */
  SortedSet<String> add(
      Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
    return claim(namespace, connectionId, byStored(clientIds), now);
  }

  private static SortedMap<String, String> byStored(Collection<String> clientIds) {
    SortedMap<String, String> clientIdByStored = new TreeMap<>();
    for (String clientId : clientIds) {
      clientIdByStored.put(StoredText.encodeKey(clientId), clientId);
    }
    return clientIdByStored;
  }

  private void release(Namespace namespace, SortedSet<String> stored) {
    for (List<String> some : parts(stored)) {
      sql.updateEach(
          "DELETE FROM client_mapping" + IS_CLIENT,
          some.stream()
              .map(client -> new Object[] {namespace.tenantId(), namespace.namespaceId(), client})
              .toList());
    }
  }

  /**
   * Inserts mappings in the order of the stored client ids, so that two claims can't deadlock. Two
   * that each release what the other claims can, and are run again.
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
    List<String> mapped = new ArrayList<>();
    for (List<String> some : parts(storedClientIds)) {
      int[] written =
          sql.updateEach(
              """
              INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
              VALUES (?, ?, ?, ?)
              ON CONFLICT (tenant_id, namespace_id, client_id) DO NOTHING
              """,
              some.stream()
                  .map(
                      clientId ->
                          new Object[] {
                            namespace.tenantId(), namespace.namespaceId(), clientId, connectionId
                          })
                  .toList());
      for (int i = 0; i < written.length; i++) {
        if (written[i] == 0) {
          mapped.add(some.get(i));
        }
      }
    }
    return mapped;
  }

  /** Returns those of the clients that are mapped to a connection that is Deleted, with its id. */
  private Map<String, String> due(Namespace namespace, List<String> storedClientIds, Instant now) {
    Map<String, String> due = new TreeMap<>();
    sql.visit(
        Sql.wanted(storedClientIds.size()) + SELECT_DUE,
        0,
        row -> {
          String connectionId = row.getString(2);
          if (connectionId != null) {
            due.put(row.getString(1), connectionId);
          }
          return true;
        },
        Sql.parameters(
            storedClientIds, namespace.tenantId(), namespace.namespaceId(), Ticks.of(now)));
    return due;
  }

  private void takeOver(
      Namespace namespace, String connectionId, Collection<String> storedClientIds) {
    sql.updateEach(
        "UPDATE client_mapping SET omf_connection_id = ?" + IS_CLIENT,
        storedClientIds.stream()
            .map(
                clientId ->
                    new Object[] {
                      connectionId, namespace.tenantId(), namespace.namespaceId(), clientId
                    })
            .toList());
  }

  /** Divides client ids: the time limits apply to each part. */
  private static List<List<String>> parts(Collection<String> storedClientIds) {
    List<String> all = List.copyOf(storedClientIds);
    List<List<String>> parts = new ArrayList<>();
    for (int start = 0; start < all.size(); start += MAX_PART) {
      parts.add(all.subList(start, Math.min(all.size(), start + MAX_PART)));
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
    // Not in one statement with a subquery: without statistics, PostgreSQL reads the namespace.
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
