package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;
import static io.omfconnections.contract.faulty.StoreChanges.collectionList;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Faults in how the store keeps access control lists. */
final class AccessListFaults {
  private AccessListFaults() {}

  /** Keeps the old list of a connection when an update sends a new one. */
  static Fault discardsNewList() {
    return StoreChanges.updates(
        (before, after) -> edit(after).list(before.accessControlList()).build());
  }

  /** Keeps the old list of the collection when an update sends a new one. */
  static Fault discardsNewCollectionList() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void putCollectionAccessControlList(
                  Namespace namespace, AccessControlList list) {}
            });
  }

  /** Adds the entries of an update to the list instead of replacing the list. */
  static Fault mergesLists() {
    return StoreChanges.updates(
        (before, after) ->
            edit(after)
                .list(
                    new AccessControlList(
                        Stream.concat(
                                before.accessControlList().entries().stream(),
                                after.accessControlList().entries().stream())
                            .distinct()
                            .toList()))
                .build());
  }

  /** Resets the list of a connection to the collection's list when the connection is updated. */
  static Fault updateResetsList() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                OmfConnection before = StoreChanges.stored(delegate, namespace, connection);
                boolean contentUpdate =
                    before.accessControlList().equals(connection.accessControlList())
                        && before.owner().equals(connection.owner())
                        && connection.deletedAt() == null;
                delegate.update(
                    namespace,
                    contentUpdate
                        ? edit(connection).list(collectionList(delegate, namespace)).build()
                        : connection);
              }
            });
  }

  /** Lets a connection follow the collection's list until it gets a list of its own. */
  static Fault followsCollectionList() {
    Set<String> withOwnList = ConcurrentHashMap.newKeySet();
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                return withOwnList.contains(connection.id())
                    ? connection
                    : edit(connection).list(collectionList(delegate, namespace)).build();
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                if (!connection.accessControlList().equals(collectionList(delegate, namespace))) {
                  withOwnList.add(connection.id());
                }
                delegate.update(namespace, connection);
              }
            });
  }

  /** Lists connections by the collection's list instead of each connection's own. */
  static Fault listsByCollectionList() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public Page page(
                  Namespace namespace,
                  @Nullable Position after,
                  int limit,
                  AccessFilter filter,
                  Instant now) {
                AccessControlList list = collectionList(delegate, namespace);
                return delegate.page(
                    namespace,
                    after,
                    limit,
                    (owner, listId, own) -> filter.accepts(owner, "collection", () -> list),
                    now);
              }
            });
  }
}
