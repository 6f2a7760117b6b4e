package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Executes the SQL statements of a transaction. */
final class SqlTransaction implements Transaction {
  static final String IN_NAMESPACE = " WHERE tenant_id = :tenantId AND namespace_id = :namespaceId";

  private static final String IS_CONNECTION = IN_NAMESPACE + " AND id = :id";

  private final Handle handle;
  private final AccessControlLists lists;
  private final ClientMappings mappings;
  private final PageQuery pages;

  /** The client ids of connections that were found and not changed since, by identity. */
  private final IdentityHashMap<List<String>, String> unchangedClientIds = new IdentityHashMap<>();

  SqlTransaction(Handle handle, AccessControlLists.ListCache cache) {
    this.handle = handle;
    this.lists = new AccessControlLists(handle, cache);
    this.mappings = new ClientMappings(handle);
    this.pages = new PageQuery(handle, lists);
  }

  @Override
  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
    return in(namespace, handle.createQuery(ConnectionRow.SELECT + " AND c.id = :id"))
        .bind("now", Ticks.of(now))
        .bind("id", StoredText.encode(id))
        .map((row, context) -> ConnectionRow.of(row))
        .findOne()
        .map(row -> pages.withContent(namespace, List.of(row)).get(0))
        .map(
            connection -> {
              unchangedClientIds.put(connection.clientIds(), connection.id());
              return connection;
            });
  }

  @Override
  public Page page(
      Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now) {
    return pages.run(namespace, after, limit, filter, now);
  }

  @Override
  public void insert(Namespace namespace, OmfConnection connection) {
    bindContent(
            namespace,
            connection,
            lists.put(connection.accessControlList()),
            handle.createUpdate(
                """
                INSERT INTO omf_connection (tenant_id, namespace_id, id, name, description,
                  created_at, active_at, deleted_at, owner_type, owner_id,
                  access_control_list_id)
                VALUES (:tenantId, :namespaceId, :id, :name, :description,
                  :createdAt, :activeAt, :deletedAt, :ownerType, :ownerId,
                  :listId)
                """))
        .bind("createdAt", Ticks.of(connection.createdAt()))
        .bind("activeAt", Ticks.of(connection.activeAt()))
        .execute();
    in(
            namespace,
            handle.createUpdate(
                """
                INSERT INTO omf_connection_content
                  (tenant_id, namespace_id, omf_connection_id, client_ids)
                VALUES (:tenantId, :namespaceId, :id, :clientIds)
                """))
        .bind("id", connection.id())
        .bind("clientIds", JsonColumns.write(connection.clientIds()))
        .execute();
  }

  @Override
  public void update(Namespace namespace, OmfConnection connection) {
    Optional<String> previousList = listId(namespace, connection.id());
    String newList = lists.put(connection.accessControlList());
    bindContent(
            namespace,
            connection,
            newList,
            handle.createUpdate(
                """
                UPDATE omf_connection
                SET name = :name, description = :description,
                    deleted_at = :deletedAt, owner_type = :ownerType, owner_id = :ownerId,
                    access_control_list_id = :listId
                """
                    + IS_CONNECTION))
        .execute();
    previousList.filter(list -> !list.equals(newList)).ifPresent(lists::removeIfUnused);
    // Most updates leave the client ids as they are. Writing them again would cost megabytes.
    if (!connection.id().equals(unchangedClientIds.get(connection.clientIds()))) {
      unchangedClientIds.clear();
      updateClientIds(namespace, connection);
    }
  }

  private void updateClientIds(Namespace namespace, OmfConnection connection) {
    in(
            namespace,
            handle.createUpdate(
                "UPDATE omf_connection_content SET client_ids = :clientIds"
                    + IN_NAMESPACE
                    + " AND omf_connection_id = :id AND client_ids <> :clientIds"))
        .bind("id", connection.id())
        .bind("clientIds", JsonColumns.write(connection.clientIds()))
        .execute();
  }

  private Optional<String> listId(Namespace namespace, String id) {
    return in(
            namespace,
            handle.createQuery("SELECT access_control_list_id FROM omf_connection" + IS_CONNECTION))
        .bind("id", id)
        .mapTo(String.class)
        .findOne();
  }

  @Override
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
    return mappings.replace(namespace, connectionId, clientIds, now);
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return collectionListId(namespace).map(lists::get);
  }

  private Optional<String> collectionListId(Namespace namespace) {
    return in(
            namespace,
            handle.createQuery(
                "SELECT access_control_list_id FROM omf_connection_collection" + IN_NAMESPACE))
        .mapTo(String.class)
        .findOne();
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    Optional<String> previous = collectionListId(namespace);
    String newList = lists.put(list);
    in(
            namespace,
            handle.createUpdate(
                """
                INSERT INTO omf_connection_collection
                  (tenant_id, namespace_id, access_control_list_id)
                VALUES (:tenantId, :namespaceId, :listId)
                ON CONFLICT (tenant_id, namespace_id)
                DO UPDATE SET access_control_list_id = excluded.access_control_list_id
                """))
        .bind("listId", newList)
        .execute();
    previous.filter(id -> !id.equals(newList)).ifPresent(lists::removeIfUnused);
  }

  @Override
  public boolean purge(Instant now) {
    return new PurgeStep(handle, mappings, lists).run(now);
  }

  static <S extends SqlStatement<S>> S in(Namespace namespace, S statement) {
    return statement
        .bind("tenantId", namespace.tenantId())
        .bind("namespaceId", namespace.namespaceId());
  }

  private <S extends SqlStatement<S>> S bindContent(
      Namespace namespace, OmfConnection connection, String listId, S statement) {
    Instant deletedAt = connection.deletedAt();
    return in(namespace, statement)
        .bind("id", connection.id())
        .bind("name", StoredText.encodeNullable(connection.name()))
        .bind("description", StoredText.encodeNullable(connection.description()))
        .bind("deletedAt", deletedAt == null ? null : (Long) Ticks.of(deletedAt))
        .bind("ownerType", Objects.requireNonNull(connection.owner().type()).name())
        .bind("ownerId", StoredText.encodeNullable(connection.owner().objectId()))
        .bind("listId", listId);
  }
}
