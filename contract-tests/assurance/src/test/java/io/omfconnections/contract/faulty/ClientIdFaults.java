package io.omfconnections.contract.faulty;

import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Faults in the rule that a client identifier belongs to at most one connection of a namespace. */
final class ClientIdFaults {
  private ClientIdFaults() {}

  /** Assigns a client identifier to any number of connections. */
  static Fault acceptsSharedClientIds() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public SortedSet<String> claim(
                  Namespace namespace,
                  String connectionId,
                  Collection<String> clientIds,
                  Instant now) {
                return new TreeSet<>();
              }
            });
  }

  /** Checks outside the transaction that claims a client identifier whether it is free. */
  static Fault acceptsClientIdsSharedConcurrently() {
    return StaleReadStore.ofClaims();
  }

  /** Never frees the client identifiers of deleted connections. */
  static Fault keepsClientIdsOfDeleted() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public SortedSet<String> claim(
                  Namespace namespace,
                  String connectionId,
                  Collection<String> clientIds,
                  Instant now) {
                // A moment in the past: no connection was Deleted yet.
                return delegate.claim(namespace, connectionId, clientIds, Instant.EPOCH);
              }

              @Override
              public boolean purge(Instant now) {
                return false;
              }
            });
  }

  /** Frees the client identifiers of a connection as soon as its deletion is requested. */
  static Fault freesClientIdsOfDeleting() {
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                delegate.update(namespace, connection);
                if (connection.deletedAt() != null) {
                  delegate.claim(namespace, connection.id(), Set.of(), Instant.EPOCH);
                }
              }
            });
  }

  /** Claims client identifiers in a map in memory, which is not rolled back with a transaction. */
  static Fault keepsClientIdsOfRejected() {
    Map<String, String> connectionByClient = new ConcurrentHashMap<>();
    return StoreChanges.transactions(
        transaction -> new ClaimingInMemory(transaction, connectionByClient));
  }

  private static final class ClaimingInMemory extends ForwardingTransaction {
    private final Map<String, String> connectionByClient;

    ClaimingInMemory(Transaction delegate, Map<String, String> connectionByClient) {
      super(delegate);
      this.connectionByClient = connectionByClient;
    }

    @Override
    public SortedSet<String> claim(
        Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
      SortedSet<String> taken = new TreeSet<>();
      for (String clientId : clientIds) {
        String holder =
            connectionByClient.putIfAbsent(namespace.namespaceId() + clientId, connectionId);
        if (holder != null && !holder.equals(connectionId)) {
          taken.add(clientId);
        }
      }
      return taken;
    }

    @Override
    public void update(Namespace namespace, OmfConnection connection) {
      Set<String> kept =
          connection.deletedAt() == null ? Set.copyOf(connection.clientIds()) : Set.of();
      StoreChanges.stored(delegate, namespace, connection).clientIds().stream()
          .filter(clientId -> !kept.contains(clientId))
          .forEach(
              clientId ->
                  connectionByClient.remove(namespace.namespaceId() + clientId, connection.id()));
      delegate.update(namespace, connection);
    }
  }
}
