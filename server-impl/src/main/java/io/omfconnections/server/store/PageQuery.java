package io.omfconnections.server.store;

import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of a list. A page is bounded in each respect: the connections that it returns, the
 * bytes that it reads, and the rows that it looks at. So it needs little memory, and its
 * transaction is short.
 */
final class PageQuery {
  /**
   * The maximum size of the client ids, access control lists and owners that a page reads, in
   * bytes. A page with a single connection may exceed it. Short client ids of connections that the
   * caller may not read are not counted.
   */
  static final int MAX_BYTES = 1024 * 1024;

  /** The maximum number of rows that a page looks at, whether the filter accepts them or not. */
  static final int MAX_ROWS = 1_000;

  /** With the condition of the index that has this order. It is always true; see migration 5. */
  private static final String SELECT =
      ConnectionRow.WITH_SHORT_CLIENT_IDS + " AND c.created_at <> -1";

  private static final String IN_ORDER = " ORDER BY c.created_at, c.id LIMIT ?";
  private static final String FIRST = SELECT + IN_ORDER;
  private static final String NEXT = SELECT + " AND (c.created_at, c.id) > (?, ?)" + IN_ORDER;

  private final Sql sql;
  private final AccessControlLists lists;

  PageQuery(Sql sql, AccessControlLists lists) {
    this.sql = sql;
    this.lists = lists;
  }

  Page run(
      Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now) {
    Progress progress = new Progress(namespace, limit, filter, after);
    List<Object> parameters =
        new ArrayList<>(
            List.of(namespace.tenantId(), namespace.namespaceId(), (Object) Ticks.of(now)));
    if (after != null) {
      parameters.add(Ticks.of(after.createdAt()));
      parameters.add(after.id());
    }
    parameters.add(MAX_ROWS);
    sql.visit(
        after == null ? FIRST : NEXT,
        limit + 1, // most pages end before the last row
        progress::add,
        parameters.toArray());
    return new Page(
        withContent(namespace, progress.accepted), progress.full ? progress.position : null);
  }

  /** A page that grows row by row. */
  private final class Progress {
    private final Namespace namespace;
    private final int limit;
    private final AccessFilter filter;
    private final List<Accepted> accepted = new ArrayList<>();
    private @Nullable Position position;
    private long bytes;
    private int rows;
    private boolean full;

    Progress(Namespace namespace, int limit, AccessFilter filter, @Nullable Position after) {
      this.namespace = namespace;
      this.limit = limit;
      this.filter = filter;
      this.position = after;
    }

    /** Adds a row, and returns whether the page has room for more. */
    boolean add(ResultSet found) throws SQLException {
      ConnectionRow row = ConnectionRow.of(namespace, found);
      bytes += Objects.requireNonNull(row.owner().objectId()).length();
      if (filter.accepts(row.owner(), row.listId(), () -> lists.get(row.listId()))) {
        lists.get(row.listId()); // counts what withContent needs
        Accepted candidate = Accepted.of(row, found.getString(ConnectionRow.NEXT_COLUMN));
        bytes += candidate.size();
        if (!accepted.isEmpty() && bytes + lists.bytesRead() > MAX_BYTES) {
          full = true;
          return false; // the next page begins with this row
        }
        accepted.add(candidate);
      }
      position = new Position(row.createdAt(), row.id());
      rows++;
      full = accepted.size() >= limit || rows >= MAX_ROWS || bytes + lists.bytesRead() >= MAX_BYTES;
      return !full;
    }
  }

  /**
   * A connection that the page returns.
   *
   * @param clientIds JSON; null if they are long, and must be read by another statement
   * @param size the size of the client ids: in bytes if they are long, else in characters
   */
  private record Accepted(ConnectionRow row, @Nullable String clientIds, long size) {
    /** Returns a row with the column of {@link ConnectionRow#WITH_SHORT_CLIENT_IDS}. */
    static Accepted of(ConnectionRow row, String column) {
      return column.startsWith("[")
          ? new Accepted(row, column, column.length())
          : new Accepted(row, null, Long.parseLong(column));
    }
  }

  /** Adds the client ids and the access control lists to the rows. */
  private List<OmfConnection> withContent(Namespace namespace, List<Accepted> accepted) {
    Map<String, String> longClientIds = longClientIds(namespace, accepted);
    return accepted.stream()
        .map(
            each -> {
              ConnectionRow row = each.row();
              String json =
                  each.clientIds() == null ? longClientIds.get(row.id()) : each.clientIds();
              return row.withContent(
                  JsonColumns.clientIds(Objects.requireNonNull(json)), lists.get(row.listId()));
            })
        .toList();
  }

  private Map<String, String> longClientIds(Namespace namespace, List<Accepted> accepted) {
    List<String> ids =
        accepted.stream()
            .filter(each -> each.clientIds() == null)
            .map(each -> each.row().id())
            .toList();
    if (ids.isEmpty()) {
      return Map.of();
    }
    return sql
        .all(
            Sql.wanted(ids.size())
                + "SELECT id, (SELECT client_ids FROM omf_connection_content"
                + SqlTransaction.IN_NAMESPACE
                + " AND omf_connection_id = wanted.id) FROM wanted",
            row -> Map.entry(row.getString(1), row.getString(2)),
            Sql.parameters(ids, namespace.tenantId(), namespace.namespaceId()))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
