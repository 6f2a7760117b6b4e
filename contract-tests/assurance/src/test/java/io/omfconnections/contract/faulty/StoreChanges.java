package io.omfconnections.contract.faulty;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Building blocks of the faults that change what the store reads or writes. */
final class StoreChanges {
  private StoreChanges() {}

  /** Decorates the transactions of a store, those that read and those that write. */
  private record DecoratedStore(
      ConnectionStore delegate,
      UnaryOperator<Transaction> reading,
      UnaryOperator<Transaction> writing)
      implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return delegate.read(deadline, transaction -> work.in(reading.apply(transaction)));
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      return delegate.write(deadline, transaction -> work.in(writing.apply(transaction)));
    }

    @Override
    public void close() {
      delegate.close();
    }
  }

  /** Decorates every transaction. */
  static Fault transactions(UnaryOperator<Transaction> decorator) {
    return transactions(decorator, decorator);
  }

  /** Decorates the transactions that read and those that write, each in its own way. */
  static Fault transactions(
      UnaryOperator<Transaction> reading, UnaryOperator<Transaction> writing) {
    return Fault.inStore(delegate -> new DecoratedStore(delegate, reading, writing));
  }

  /** Changes each connection that is read. */
  static Fault reads(UnaryOperator<OmfConnection> change) {
    return transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                return change.apply(connection);
              }
            });
  }

  /** Changes each new connection before it is written. */
  static Fault inserts(UnaryOperator<OmfConnection> change) {
    return transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void insert(Namespace namespace, OmfConnection connection) {
                delegate.insert(namespace, change.apply(connection));
              }
            });
  }

  /**
   * Changes each updated connection before it is written.
   *
   * @param change receives the connection as it is stored and as it is to be written
   */
  static Fault updates(BinaryOperator<OmfConnection> change) {
    return transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                delegate.update(
                    namespace, change.apply(stored(delegate, namespace, connection), connection));
              }
            });
  }

  /** Returns the connection as it is stored, before the update in progress. */
  static OmfConnection stored(
      Transaction transaction, Namespace namespace, OmfConnection connection) {
    // A moment in the past: a connection that is being deleted is found as well.
    return transaction.find(namespace, connection.id(), Instant.EPOCH).orElse(connection);
  }

  /** Returns all connections of the namespace. */
  static List<OmfConnection> all(Transaction transaction, Namespace namespace, Instant now) {
    List<OmfConnection> all = new ArrayList<>();
    @Nullable Position after = null;
    do {
      Page page = transaction.page(namespace, after, 1_000, (owner, listId, list) -> true, now);
      all.addAll(page.connections());
      after = page.next();
    } while (after != null);
    return all;
  }

  /** Returns the access control list of the namespace's collection. */
  static AccessControlList collectionList(Transaction transaction, Namespace namespace) {
    return transaction
        .collectionAccessControlList(namespace)
        .orElseGet(
            () -> AccessControlList.initial(namespace.tenantId(), namespace.administratorRoleId()));
  }
}
