package io.omfconnections.contract.faulty;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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
  public List<OmfConnection> page(
      Namespace namespace, @Nullable Position after, int limit, Instant now) {
    return delegate.page(namespace, after, limit, now).stream()
        .map(found -> changeRead(namespace, found))
        .toList();
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
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds) {
    return delegate.claim(namespace, connectionId, clientIds);
  }

  @Override
  public void purge(Instant now) {
    delegate.purge(now);
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return delegate.collectionAccessControlList(namespace);
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    delegate.putCollectionAccessControlList(namespace, list);
  }
}
