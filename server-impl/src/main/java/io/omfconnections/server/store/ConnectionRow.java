package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
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
 * @param clientIdsSize the size of the stored client ids in bytes
 */
record ConnectionRow(
    String id,
    @Nullable String name,
    @Nullable String description,
    Instant createdAt,
    Instant activeAt,
    @Nullable Instant deletedAt,
    Trustee owner,
    String listId,
    long clientIdsSize) {

  /** Selects the connections of a namespace that are not Deleted. */
  static final String SELECT =
      """
      SELECT c.id, c.name, c.description, c.created_at, c.active_at, c.deleted_at,
             c.tenant_id, c.owner_type, c.owner_id, c.access_control_list_id,
             octet_length(content.client_ids) AS client_ids_size
      FROM omf_connection AS c
      JOIN omf_connection_content AS content
        ON content.tenant_id = c.tenant_id AND content.namespace_id = c.namespace_id
          AND content.omf_connection_id = c.id
      WHERE c.tenant_id = :tenantId AND c.namespace_id = :namespaceId
        AND (c.deleted_at IS NULL OR c.deleted_at > :now)
      """;

  static ConnectionRow of(ResultSet row) throws SQLException {
    long deletedAt = row.getLong("deleted_at");
    boolean deleted = !row.wasNull();
    return new ConnectionRow(
        row.getString("id"),
        StoredText.decodeNullable(row.getString("name")),
        StoredText.decodeNullable(row.getString("description")),
        Ticks.toInstant(row.getLong("created_at")),
        Ticks.toInstant(row.getLong("active_at")),
        deleted ? Ticks.toInstant(deletedAt) : null,
        new Trustee(
            TrusteeType.valueOf(row.getString("owner_type")),
            StoredText.decodeNullable(row.getString("owner_id")),
            row.getString("tenant_id")),
        row.getString("access_control_list_id"),
        row.getLong("client_ids_size"));
  }

  /** Returns the whole connection. */
  OmfConnection withContent(List<String> clientIds, AccessControlList accessControlList) {
    return new OmfConnection(
        id, name, description, clientIds, createdAt, activeAt, deletedAt, owner, accessControlList);
  }
}
