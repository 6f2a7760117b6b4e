package io.omfconnections.server.store;

import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of a list. A page is bounded in each respect: the connections that it returns, the
 * bytes that it reads, and the rows that it looks at. So it needs little memory, and its
 * transaction is short.
 */
final class PageQuery {
  /**
   * The maximum size of the client ids and access control lists that a page reads, in bytes. A page
   * with a single connection may exceed it.
   */
  static final int MAX_BYTES = 1024 * 1024;

  /** The maximum number of rows that a page looks at, whether the filter accepts them or not. */
  static final int MAX_ROWS = 1_000;

  private final Handle handle;
  private final AccessControlLists lists;

  PageQuery(Handle handle, AccessControlLists lists) {
    this.handle = handle;
    this.lists = lists;
  }

  Page run(
      Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now) {
    List<ConnectionRow> accepted = new ArrayList<>();
    long bytes = 0;
    int rows = 0;
    Position position = after;
    boolean full = false;
    try (ResultIterator<ConnectionRow> found = rows(namespace, after, limit, now)) {
      while (!full && found.hasNext()) {
        ConnectionRow row = found.next();
        if (filter.accepts(row.owner(), row.listId(), () -> lists.get(row.listId()))) {
          lists.get(row.listId()); // counts what withContent needs
          bytes += row.clientIdsSize();
          if (!accepted.isEmpty() && bytes + lists.bytesRead() > MAX_BYTES) {
            full = true;
            break; // the next page begins with this row
          }
          accepted.add(row);
        }
        position = new Position(row.createdAt(), row.id());
        rows++;
        full =
            accepted.size() >= limit || rows >= MAX_ROWS || bytes + lists.bytesRead() >= MAX_BYTES;
      }
    }
    return new Page(withContent(namespace, accepted), full ? position : null);
  }

  private ResultIterator<ConnectionRow> rows(
      Namespace namespace, @Nullable Position after, int limit, Instant now) {
    String sql =
        ConnectionRow.SELECT
            + (after == null ? "" : " AND (c.created_at, c.id) > (:afterCreatedAt, :afterId)")
            + " ORDER BY c.created_at, c.id LIMIT :limit";
    Query query =
        SqlTransaction.in(namespace, handle.createQuery(sql))
            .bind("now", Ticks.of(now))
            .bind("limit", MAX_ROWS)
            .setFetchSize(limit + 1); // most pages end before the last row
    if (after != null) {
      query.bind("afterCreatedAt", Ticks.of(after.createdAt())).bind("afterId", after.id());
    }
    return query.map((row, context) -> ConnectionRow.of(row)).iterator();
  }

  /** Adds the client ids and the access control lists to the rows. */
  List<OmfConnection> withContent(Namespace namespace, List<ConnectionRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> clientIds =
        SqlTransaction.in(
                namespace,
                handle.createQuery(
                    "SELECT omf_connection_id, client_ids FROM omf_connection_content"
                        + SqlTransaction.IN_NAMESPACE
                        + " AND omf_connection_id IN (<ids>)"))
            .bindList("ids", rows.stream().map(ConnectionRow::id).toList())
            .map(
                (row, context) ->
                    Map.entry(row.getString(1), JsonColumns.clientIds(row.getString(2))))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return rows.stream()
        .map(
            row ->
                row.withContent(
                    Objects.requireNonNull(clientIds.get(row.id())), lists.get(row.listId())))
        .toList();
  }
}
