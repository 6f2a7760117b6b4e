package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.ConnectionStore.Access;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Executes the SQL statements of a transaction. */
final class SqlTransaction implements Transaction {
  static final String IN_NAMESPACE = " WHERE tenant_id = ? AND namespace_id = ?";
  static final String IS_CONNECTION = IN_NAMESPACE + " AND id = ?";

  private static final String FIND = ConnectionRow.WITH_CLIENT_IDS + " AND c.id = ?";

  private static final String FIND_ACCESS =
      "SELECT owner_type, owner_id, access_control_list_id FROM omf_connection"
          + IS_CONNECTION
          + " AND (deleted_at IS NULL OR deleted_at > ?)";

  private final Sql sql;
  private final Database database;
  private final AccessControlLists lists;
  private final ClientMappings mappings;
  private final PageQuery pages;

  /** The connections that this transaction has inserted, and that have no clients yet. */
  private final Set<Key> withoutClients = new HashSet<>();

  private record Key(Namespace namespace, String id) {}

  SqlTransaction(Sql sql, AccessControlLists.ListCache cache, Database database) {
    this.sql = sql;
    this.database = database;
    this.lists = new AccessControlLists(sql, cache);
    this.mappings = new ClientMappings(sql);
    this.pages = new PageQuery(sql, lists);
  }

  @Override
  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
    record Found(ConnectionRow row, String clientIds) {}
    return sql.first(
            FIND,
            row ->
                new Found(
                    ConnectionRow.of(namespace, row), row.getString(ConnectionRow.NEXT_COLUMN)),
            namespace.tenantId(),
            namespace.namespaceId(),
            Ticks.of(now),
            StoredText.encode(id))
        .map(
            found ->
                found
                    .row()
                    .withContent(
                        JsonColumns.clientIds(found.clientIds()), lists.get(found.row().listId())));
  }

  @Override
  public Optional<Access> findAccess(Namespace namespace, String id, Instant now) {
    record Found(Trustee owner, String listId) {}
    return sql.first(
            FIND_ACCESS,
            row -> new Found(ConnectionRow.owner(namespace, row, 1), row.getString(3)),
            namespace.tenantId(),
            namespace.namespaceId(),
            StoredText.encode(id),
            Ticks.of(now))
        .map(found -> new Access(found.owner(), lists.get(found.listId())));
  }

  @Override
  public Page page(
      Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now) {
    return pages.run(namespace, after, limit, filter, now);
  }

  @Override
  public void insert(Namespace namespace, OmfConnection connection) {
    sql.run(database::requireSpace);
    withoutClients.add(new Key(namespace, connection.id()));
    sql.update(
        """
        INSERT INTO omf_connection (name, description, deleted_at, owner_type, owner_id,
          access_control_list_id, created_at, active_at, tenant_id, namespace_id, id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        StoredText.encodeNullable(connection.name()),
        StoredText.encodeNullable(connection.description()),
        ticks(connection.deletedAt()),
        ownerType(connection.owner()),
        StoredText.encodeNullable(connection.owner().objectId()),
        lists.put(connection.accessControlList()),
        Ticks.of(connection.createdAt()),
        Ticks.of(connection.activeAt()),
        namespace.tenantId(),
        namespace.namespaceId(),
        connection.id());
    sql.update(
        """
        INSERT INTO omf_connection_content (client_ids, tenant_id, namespace_id, omf_connection_id)
        VALUES (?, ?, ?, ?)
        """,
        JsonColumns.write(connection.clientIds()),
        namespace.tenantId(),
        namespace.namespaceId(),
        connection.id());
  }

  @Override
  public void update(Namespace namespace, OmfConnection connection) {
    sql.run(database::requireSpace);
    Optional<String> previousList = listId(namespace, connection.id());
    String newList = lists.put(connection.accessControlList());
    sql.update(
        """
        UPDATE omf_connection
        SET name = ?, description = ?, deleted_at = ?, owner_type = ?, owner_id = ?,
            access_control_list_id = ?
        """
            + IS_CONNECTION,
        StoredText.encodeNullable(connection.name()),
        StoredText.encodeNullable(connection.description()),
        ticks(connection.deletedAt()),
        ownerType(connection.owner()),
        StoredText.encodeNullable(connection.owner().objectId()),
        newList,
        namespace.tenantId(),
        namespace.namespaceId(),
        connection.id());
    removeReplaced(previousList, newList);
    String clientIds = JsonColumns.write(connection.clientIds());
    sql.update(
        "UPDATE omf_connection_content SET client_ids = ?"
            + IN_NAMESPACE
            + " AND omf_connection_id = ? AND client_ids <> ?",
        clientIds,
        namespace.tenantId(),
        namespace.namespaceId(),
        connection.id(),
        clientIds);
  }

  @Override
  public void updateAccessControlList(Namespace namespace, String id, AccessControlList list) {
    sql.run(database::requireSpace);
    Optional<String> previousList = listId(namespace, id);
    String newList = lists.put(list);
    sql.update(
        "UPDATE omf_connection SET access_control_list_id = ?" + IS_CONNECTION,
        newList,
        namespace.tenantId(),
        namespace.namespaceId(),
        id);
    removeReplaced(previousList, newList);
  }

  private Optional<String> listId(Namespace namespace, String id) {
    return sql.first(
        "SELECT access_control_list_id FROM omf_connection" + IS_CONNECTION,
        row -> row.getString(1),
        namespace.tenantId(),
        namespace.namespaceId(),
        id);
  }

  private void removeReplaced(Optional<String> previousList, String newList) {
    previousList.filter(id -> !id.equals(newList)).ifPresent(lists::removeIfUnused);
  }

  @Override
  public void updateOwner(Namespace namespace, String id, Trustee owner) {
    sql.run(database::requireSpace);
    sql.update(
        "UPDATE omf_connection SET owner_type = ?, owner_id = ?" + IS_CONNECTION,
        ownerType(owner),
        StoredText.encodeNullable(owner.objectId()),
        namespace.tenantId(),
        namespace.namespaceId(),
        id);
  }

  @Override
  public void delete(Namespace namespace, String id, Instant deletedAt) {
    sql.update(
        "UPDATE omf_connection SET deleted_at = ?" + IS_CONNECTION,
        Ticks.of(deletedAt),
        namespace.tenantId(),
        namespace.namespaceId(),
        id);
  }

  @Override
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
    return withoutClients.remove(new Key(namespace, connectionId))
        ? mappings.add(namespace, connectionId, clientIds, now)
        : mappings.replace(namespace, connectionId, clientIds, now);
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return collectionListId(namespace).map(lists::get);
  }

  private Optional<String> collectionListId(Namespace namespace) {
    return sql.first(
        "SELECT access_control_list_id FROM omf_connection_collection" + IN_NAMESPACE,
        row -> row.getString(1),
        namespace.tenantId(),
        namespace.namespaceId());
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    sql.run(database::requireSpace);
    Optional<String> previous = collectionListId(namespace);
    String newList = lists.put(list);
    sql.update(
        """
        INSERT INTO omf_connection_collection (tenant_id, namespace_id, access_control_list_id)
        VALUES (?, ?, ?)
        ON CONFLICT (tenant_id, namespace_id)
        DO UPDATE SET access_control_list_id = excluded.access_control_list_id
        """,
        namespace.tenantId(),
        namespace.namespaceId(),
        newList);
    removeReplaced(previous, newList);
  }

  @Override
  public boolean isEmpty() {
    return sql.first("SELECT 1 FROM omf_connection LIMIT 1", row -> true).isEmpty()
        && sql.first("SELECT 1 FROM omf_connection_collection LIMIT 1", row -> true).isEmpty();
  }

  @Override
  public void clear() {
    // Rows that refer to others first: then no row is removed by a cascade.
    for (String table :
        List.of(
            "client_mapping",
            "omf_connection_content",
            "omf_connection",
            "omf_connection_collection",
            "access_control_list")) {
      sql.update("DELETE FROM " + table);
    }
    lists.forget();
  }

  @Override
  public boolean purge(Instant now) {
    return new PurgeStep(sql, mappings, lists).run(now);
  }

  private static @Nullable Long ticks(@Nullable Instant time) {
    return time == null ? null : (Long) Ticks.of(time);
  }

  private static String ownerType(Trustee owner) {
    return Objects.requireNonNull(owner.type()).name();
  }
}
