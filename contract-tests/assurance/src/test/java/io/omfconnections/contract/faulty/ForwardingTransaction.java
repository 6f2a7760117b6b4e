package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

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
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Forwards to another transaction. A fault overrides one method. */
class ForwardingTransaction implements Transaction {
  final Transaction delegate;

  ForwardingTransaction(Transaction delegate) {
    this.delegate = delegate;
  }

  /** Changes each connection that is read, alone or in a list. */
  OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
    return connection;
  }

  @Override
  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
    return delegate.find(namespace, id, now).map(found -> changeRead(namespace, found));
  }

  @Override
  public Optional<Access> findAccess(Namespace namespace, String id, Instant now) {
    return find(namespace, id, now)
        .map(found -> new Access(found.owner(), found.accessControlList()));
  }

  @Override
  public Page page(
      Namespace namespace, @Nullable Position after, int limit, AccessFilter filter, Instant now) {
    // The filter decides about the connections as they have been changed.
    Page page = delegate.page(namespace, after, limit, (owner, listId, list) -> true, now);
    return new Page(
        page.connections().stream()
            .map(found -> changeRead(namespace, found))
            .filter(read -> accepts(filter, read))
            .toList(),
        page.next());
  }

  /**
   * Returns whether the filter accepts the connection, with the access control list that it has.
   */
  static boolean accepts(AccessFilter filter, OmfConnection connection) {
    // Each call has an identifier of its own, so that no decision is reused for another list.
    return filter.accepts(
        connection.owner(), UUID.randomUUID().toString(), connection::accessControlList);
  }

  @Override
  public void insert(Namespace namespace, OmfConnection connection) {
    delegate.insert(namespace, connection);
  }

  @Override
  public void update(Namespace namespace, OmfConnection connection) {
    delegate.update(namespace, connection);
  }

  @Override
  public void updateAccessControlList(Namespace namespace, String id, AccessControlList list) {
    change(namespace, id, connection -> edit(connection).list(list).build());
  }

  @Override
  public void updateOwner(Namespace namespace, String id, Trustee owner) {
    change(namespace, id, connection -> edit(connection).owner(owner).build());
  }

  @Override
  public void delete(Namespace namespace, String id, Instant deletedAt) {
    change(namespace, id, connection -> edit(connection).deletedAt(deletedAt).build());
  }

  /** Changes a part of a connection by {@link #update}, so that a fault overrides one method. */
  private void change(Namespace namespace, String id, UnaryOperator<OmfConnection> change) {
    // A moment in the past: a connection that is being deleted is found as well.
    find(namespace, id, Instant.EPOCH).map(change).ifPresent(changed -> update(namespace, changed));
  }

  @Override
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
    return delegate.claim(namespace, connectionId, clientIds, now);
  }

  @Override
  public boolean purge(Instant now) {
    return delegate.purge(now);
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return delegate.collectionAccessControlList(namespace);
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    delegate.putCollectionAccessControlList(namespace, list);
  }

  @Override
  public boolean isEmpty() {
    return delegate.isEmpty();
  }

  @Override
  public void clear() {
    delegate.clear();
  }
}
