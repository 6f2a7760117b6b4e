package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small part of a stored connection: everything but its client ids and its access control list,
 * which take up to several megabytes.
 *
 * @param listId the identifier of the access control list
 */
record ConnectionRow(
    String id,
    @Nullable String name,
    @Nullable String description,
    Instant createdAt,
    Instant activeAt,
    @Nullable Instant deletedAt,
    Trustee owner,
    String listId) {

  /** The number of the column that follows those of a row. */
  static final int NEXT_COLUMN = 10;

  /** Selects the connections of a namespace that are not Deleted, with their client ids. */
  static final String WITH_CLIENT_IDS = select("content.client_ids");

  /** The maximum size of client ids that are short, in bytes. */
  private static final int MAX_SHORT = 1_000;

  /** As {@link #WITH_CLIENT_IDS}, with the size in bytes instead of client ids that are long. */
  static final String WITH_SHORT_CLIENT_IDS =
      select(
          """
          CASE WHEN octet_length(content.client_ids) <= %d THEN content.client_ids
            ELSE CAST(octet_length(content.client_ids) AS TEXT) END
          """
              .formatted(MAX_SHORT));

  /**
   * A subquery, and not a join: SQLite is faster with it, and PostgreSQL without statistics joins
   * each connection with all rows of the namespace.
   */
  private static String select(String column) {
    return """
    SELECT c.id, c.name, c.description, c.created_at, c.active_at, c.deleted_at,
           c.owner_type, c.owner_id, c.access_control_list_id,
           (SELECT %s FROM omf_connection_content AS content
            WHERE content.tenant_id = c.tenant_id AND content.namespace_id = c.namespace_id
              AND content.omf_connection_id = c.id)
    FROM omf_connection AS c
    WHERE c.tenant_id = ? AND c.namespace_id = ?
      AND (c.deleted_at IS NULL OR c.deleted_at > ?)
    """
        .formatted(column);
  }

  static ConnectionRow of(Namespace namespace, ResultSet row) throws SQLException {
    long deletedAt = row.getLong(6);
    boolean deleted = !row.wasNull();
    return new ConnectionRow(
        row.getString(1),
        StoredText.decodeNullable(row.getString(2)),
        StoredText.decodeNullable(row.getString(3)),
        Ticks.toInstant(row.getLong(4)),
        Ticks.toInstant(row.getLong(5)),
        deleted ? Ticks.toInstant(deletedAt) : null,
        owner(namespace, row, 7),
        row.getString(9));
  }

  /** Returns the owner in two columns. Its tenant is that of the namespace. */
  static Trustee owner(Namespace namespace, ResultSet row, int firstColumn) throws SQLException {
    return new Trustee(
        TrusteeType.valueOf(row.getString(firstColumn)),
        StoredText.decodeNullable(row.getString(firstColumn + 1)),
        namespace.tenantId());
  }

  /** Returns the whole connection. */
  OmfConnection withContent(List<String> clientIds, AccessControlList accessControlList) {
    return new OmfConnection(
        id, name, description, clientIds, createdAt, activeAt, deletedAt, owner, accessControlList);
  }
}
