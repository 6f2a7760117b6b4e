package io.omfconnections.contract.faulty;

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
import org.jspecify.annotations.Nullable;

/** Faults in the separation of namespaces. */
final class NamespaceFaults {
  private NamespaceFaults() {}

  /** Stores the connections of all namespaces of a tenant in one namespace. */
  static Fault sharesConnectionsBetweenNamespaces() {
    return StoreChanges.transactions(SharedNamespaceTransaction::new);
  }

  private static final class SharedNamespaceTransaction extends ForwardingTransaction {
    SharedNamespaceTransaction(Transaction delegate) {
      super(delegate);
    }

    @Override
    public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
      return delegate.find(shared(namespace), id, now);
    }

    @Override
    public Page page(
        Namespace namespace,
        @Nullable Position after,
        int limit,
        AccessFilter filter,
        Instant now) {
      return delegate.page(shared(namespace), after, limit, filter, now);
    }

    @Override
    public void insert(Namespace namespace, OmfConnection connection) {
      delegate.insert(shared(namespace), connection);
    }

    @Override
    public void update(Namespace namespace, OmfConnection connection) {
      delegate.update(shared(namespace), connection);
    }

    @Override
    public SortedSet<String> claim(
        Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
      return delegate.claim(shared(namespace), connectionId, clientIds, now);
    }

    private static Namespace shared(Namespace namespace) {
      return new Namespace(namespace.tenantId(), "shared", namespace.administratorRoleId());
    }
  }
}
