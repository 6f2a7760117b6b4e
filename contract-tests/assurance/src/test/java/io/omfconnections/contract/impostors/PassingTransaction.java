package io.omfconnections.contract.impostors;

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

/** A transaction that does what another one does; a fault does one thing differently. */
class PassingTransaction implements Transaction {
  final Transaction right;

  PassingTransaction(Transaction right) {
    this.right = right;
  }

  /** Whatever is found goes through here. */
  OmfConnection shown(Namespace namespace, OmfConnection connection) {
    return connection;
  }

  @Override
  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
    return right.find(namespace, id, now).map(found -> shown(namespace, found));
  }

  @Override
  public List<OmfConnection> page(
      Namespace namespace, @Nullable Position after, int limit, Instant now) {
    return right.page(namespace, after, limit, now).stream()
        .map(found -> shown(namespace, found))
        .toList();
  }

  @Override
  public void insert(Namespace namespace, OmfConnection connection) {
    right.insert(namespace, connection);
  }

  @Override
  public void update(Namespace namespace, OmfConnection connection) {
    right.update(namespace, connection);
  }

  @Override
  public SortedSet<String> claim(
      Namespace namespace, String connectionId, Collection<String> clientIds) {
    return right.claim(namespace, connectionId, clientIds);
  }

  @Override
  public void purge(Instant now) {
    right.purge(now);
  }

  @Override
  public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
    return right.collectionAccessControlList(namespace);
  }

  @Override
  public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {
    right.putCollectionAccessControlList(namespace, list);
  }
}
