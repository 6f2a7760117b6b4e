package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Executes the SQL statements of a transaction. */
final class SqlTransaction implements Transaction {
  private static final String IN_NAMESPACE =
      " WHERE tenant_id = :tenantId AND namespace_id = :namespaceId";

  private static final String SELECT =
      """
      SELECT id, name, description, client_ids, created_at, active_at, deleted_at,
             tenant_id, owner_type, owner_id, access_control_list
      FROM omf_connection
      """
          + IN_NAMESPACE
          + " AND (deleted_at IS NULL OR deleted_at > :now)";

  private static final String ORDER = " ORDER BY created_at, id LIMIT :limit";

  private final Handle handle;

  SqlTransaction(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
    return in(namespace, handle.createQuery(SELECT + " AND id = :id"))
        .bind("now", Ticks.of(now))
        .bind("id", StoredText.encode(id))
        .map((row, context) -> connection(row, new JsonColumns()))
        .findOne();
  }

  @Override
  public List<OmfConnection> page(
      Namespace namespace, @Nullable Position after, int limit, Instant now) {
    String sql =
        after == null
            ? SELECT + ORDER
            : SELECT + " AND (created_at, id) > (:afterCreatedAt, :afterId)" + ORDER;
    Query query =
        in(namespace, handle.createQuery(sql)).bind("now", Ticks.of(now)).bind("limit", limit);
    if (after != null) {
      query.bind("afterCreatedAt", Ticks.of(after.createdAt())).bind("afterId", after.id());
    }
    JsonColumns json = new JsonColumns();
    return query.map((row, context) -> connection(row, json)).list();
  }

  @Override
  public void insert(Namespace namespace, OmfConnection connection) {
    bindContent(
            namespace,
            connection,
            handle.createUpdate(
                """
                INSERT INTO omf_connection (tenant_id, namespace_id, id, name, description,
                  client_ids, created_at, active_at, deleted_at, owner_type, owner_id,
                  access_control_list)
                VALUES (:tenantId, :namespaceId, :id, :name, :description,
                  :clientIds, :createdAt, :activeAt, :deletedAt, :ownerType, :ownerId,
                  :accessControlList)
                """))
        .bind("createdAt", Ticks.of(connection.createdAt()))
        .bind("activeAt", Ticks.of(connection.activeAt()))
        .execute();
  }

  @Override
  public void update(Namespace namespace, OmfConnection connection) {
    bindContent(
            namespace,
            connection,
            handle.createUpdate(
                """
                UPDATE omf_connection
                SET name = :name, description = :description, client_ids = :clientIds,
                    deleted_at = :deletedAt, owner_type = :ownerType, owner_id = :ownerId,
                    access_control_list = :accessControlList
                """
                    + IN_NAMESPACE
                    + " AND id = :id"))
        .execute();
  }

  @Override
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds) {
    in(
            namespace,
            handle.createUpdate(
                "DELETE FROM client_mapping" + IN_NAMESPACE + " AND omf_connection_id = :id"))
        .bind("id", connectionId)
        .execute();
    SortedSet<String> claimedByOthers = new TreeSet<>();
    if (clientIds.isEmpty()) {
      return claimedByOthers;
    }
    List<String> distinct = List.copyOf(new TreeSet<>(clientIds));
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
            VALUES (:tenantId, :namespaceId, :clientId, :id)
            ON CONFLICT DO NOTHING
            """);
    for (String clientId : distinct) {
      in(namespace, batch)
          .bind("clientId", StoredText.encode(clientId))
          .bind("id", connectionId)
          .add();
    }
    int[] inserted = batch.execute();
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] == 0) {
        claimedByOthers.add(distinct.get(i));
      }
    }
    return claimedByOthers;
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return in(
            namespace,
            handle.createQuery(
                "SELECT access_control_list FROM omf_connection_collection" + IN_NAMESPACE))
        .map((row, context) -> new JsonColumns().accessControlList(row.getString(1)))
        .findOne();
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    in(
            namespace,
            handle.createUpdate(
                """
                INSERT INTO omf_connection_collection (tenant_id, namespace_id, access_control_list)
                VALUES (:tenantId, :namespaceId, :list)
                ON CONFLICT (tenant_id, namespace_id)
                DO UPDATE SET access_control_list = excluded.access_control_list
                """))
        .bind("list", JsonColumns.write(list))
        .execute();
  }

  @Override
  public void purge(Instant now) {
    handle
        .createUpdate("DELETE FROM omf_connection WHERE deleted_at <= :now")
        .bind("now", Ticks.of(now))
        .execute();
  }

  private static <S extends SqlStatement<S>> S in(Namespace namespace, S statement) {
    return statement
        .bind("tenantId", namespace.tenantId())
        .bind("namespaceId", namespace.namespaceId());
  }

  private static <S extends SqlStatement<S>> S bindContent(
      Namespace namespace, OmfConnection connection, S statement) {
    Instant deletedAt = connection.deletedAt();
    return in(namespace, statement)
        .bind("id", connection.id())
        .bind("name", StoredText.encodeNullable(connection.name()))
        .bind("description", StoredText.encodeNullable(connection.description()))
        .bind("clientIds", JsonColumns.write(connection.clientIds()))
        .bind("deletedAt", deletedAt == null ? null : (Long) Ticks.of(deletedAt))
        .bind("ownerType", Objects.requireNonNull(connection.owner().type()).name())
        .bind("ownerId", StoredText.encodeNullable(connection.owner().objectId()))
        .bind("accessControlList", JsonColumns.write(connection.accessControlList()));
  }

  private static OmfConnection connection(ResultSet row, JsonColumns json) throws SQLException {
    long deletedAt = row.getLong("deleted_at");
    boolean deleted = !row.wasNull();
    return new OmfConnection(
        row.getString("id"),
        StoredText.decodeNullable(row.getString("name")),
        StoredText.decodeNullable(row.getString("description")),
        json.clientIds(row.getString("client_ids")),
        Ticks.toInstant(row.getLong("created_at")),
        Ticks.toInstant(row.getLong("active_at")),
        deleted ? Ticks.toInstant(deletedAt) : null,
        new Trustee(
            TrusteeType.valueOf(row.getString("owner_type")),
            StoredText.decodeNullable(row.getString("owner_id")),
            row.getString("tenant_id")),
        json.accessControlList(row.getString("access_control_list")));
  }
}
