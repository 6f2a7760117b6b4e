package io.omfconnections.contract.faulty;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * Reads outside the transaction that writes, so that concurrent writes are lost.
 *
 * <p>Runs the work of each write transaction twice: first in a read transaction, whose writes are
 * discarded, then in the write transaction, where it sees what the first run has read. Others can
 * write in between.
 *
 * @param found combines a connection as it was in the first run with its current state into what
 *     the second run reads
 * @param staleClaims whether the second run also reads stale claims
 */
record StaleReadStore(
    ConnectionStore delegate, BinaryOperator<OmfConnection> found, boolean staleClaims)
    implements ConnectionStore {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Returns a fault whose writes read stale connections. */
  static Fault ofConnections(BinaryOperator<OmfConnection> found) {
    return Fault.inStore(delegate -> new StaleReadStore(delegate, found, false));
  }

  /** Returns a fault whose writes read stale owners of client identifiers. */
  static Fault ofClaims() {
    return Fault.inStore(
        delegate -> new StaleReadStore(delegate, (before, now) -> now, /* staleClaims= */ true));
  }

  @Override
  public <T> T read(Deadline deadline, Work<T> work) {
    return delegate.read(deadline, work);
  }

  @Override
  public <T> T write(Deadline deadline, Work<T> work) {
    FirstRun first = new FirstRun(new HashMap<>(), new HashMap<>());
    delegate.read(deadline, transaction -> work.in(first.recording(transaction)));
    pause();
    return delegate.write(
        deadline,
        transaction ->
            work.in(
                new ForwardingTransaction(transaction) {
                  @Override
                  public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
                    Optional<OmfConnection> before =
                        first.connections().getOrDefault(id, Optional.empty());
                    return delegate
                        .find(namespace, id, now)
                        .map(
                            current ->
                                before.map(old -> found.apply(old, current)).orElse(current));
                  }

                  @Override
                  public SortedSet<String> claim(
                      Namespace namespace,
                      String connectionId,
                      Collection<String> clientIds,
                      Instant now) {
                    SortedSet<String> taken =
                        delegate.claim(namespace, connectionId, clientIds, now);
                    return staleClaims
                        ? first.claims().getOrDefault(Set.copyOf(clientIds), taken)
                        : taken;
                  }
                }));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    delegate.close();
  }

  /**
   * The values that the first run has read.
   *
   * @param connections by identifier
   * @param claims for each requested set of client identifiers, those that another connection has
   *     claimed
   */
  private record FirstRun(
      Map<String, Optional<OmfConnection>> connections,
      Map<Set<String>, SortedSet<String>> claims) {
    /** Returns a transaction that records what is read, and writes nothing. */
    Transaction recording(Transaction reading) {
      return new ForwardingTransaction(reading) {
        @Override
        public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
          return connections.computeIfAbsent(id, key -> delegate.find(namespace, id, now));
        }

        @Override
        public SortedSet<String> claim(
            Namespace namespace, String connectionId, Collection<String> clientIds, Instant now) {
          SortedSet<String> taken = new TreeSet<>();
          for (OmfConnection other : StoreChanges.all(delegate, namespace, Instant.now())) {
            if (!other.id().equals(connectionId)) {
              other.clientIds().stream().filter(clientIds::contains).forEach(taken::add);
            }
          }
          claims.put(Set.copyOf(clientIds), taken);
          return taken;
        }

        @Override
        public void insert(Namespace namespace, OmfConnection connection) {}

        @Override
        public void update(Namespace namespace, OmfConnection connection) {}

        @Override
        public boolean purge(Instant now) {
          return false;
        }

        @Override
        public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {}
      };
    }
  }
}
