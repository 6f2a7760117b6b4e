package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Writes a {@link Seed} to storage. Checks no rights, because there is no caller. */
public final class ConnectionSeeder {
  private final ConnectionStore store;
  private final ConnectionDelays delays;
  private final Clock clock;
  private final Seed seed;

  /**
   * Creates a seeder.
   *
   * @param delays how long a connection that is Creating or Deleting stays so
   * @param clock the source of the current time, as that of {@link ConnectionService}
   */
  public ConnectionSeeder(ConnectionStore store, ConnectionDelays delays, Clock clock, Seed seed) {
    this.store = store;
    this.delays = delays;
    this.clock = Clock.tick(clock, ConnectionService.TICK);
    this.seed = seed;
  }

  /**
   * Writes the seed, in one transaction, if storage is empty. Storage that has been seeded is never
   * empty again, even when all connections have been deleted, because the access control lists of
   * the collections remain. If the directory file gets another administrator role later, these
   * lists do not change. That role can change them: it always has ManageAccessControl on each
   * collection.
   *
   * @return whether the seed has been written
   * @throws OperationException as {@link ConnectionStore#write(Deadline, ConnectionStore.Work)}
   */
  public boolean seedIfEmpty(Deadline deadline) {
    return store.write(
        deadline,
        transaction -> {
          boolean empty = transaction.isEmpty();
          if (empty) {
            write(transaction);
          }
          return empty;
        });
  }

  /**
   * Replaces all data with the seed, in one transaction.
   *
   * @throws OperationException as {@link ConnectionStore#write(Deadline, ConnectionStore.Work)}
   */
  public void reset(Deadline deadline) {
    store.write(
        deadline,
        transaction -> {
          transaction.clear();
          write(transaction);
          return true;
        });
  }

  private void write(Transaction transaction) {
    Instant now = clock.instant();
    // First, so that only one of several servers that start at once writes the connections.
    for (Seed.Collection collection : seed.collections()) {
      transaction.putCollectionAccessControlList(
          collection.namespace(), collection.accessControlList());
    }
    for (Seed.Collection collection : seed.collections()) {
      write(transaction, collection, now);
    }
  }

  private void write(Transaction transaction, Seed.Collection collection, Instant now) {
    List<Seed.Connection> connections = collection.connections();
    // A list has the order of creation, so each connection is a tick newer than the previous one.
    Instant defaultTime = now.minus(ConnectionService.TICK.multipliedBy(connections.size()));
    for (Seed.Connection each : connections) {
      OmfConnection connection = connection(each, defaultTime, now, collection.accessControlList());
      transaction.insert(collection.namespace(), connection);
      Validation.requireUnclaimed(
          connection.clientIds(),
          transaction.claim(collection.namespace(), connection.id(), connection.clientIds(), now));
      defaultTime = defaultTime.plus(ConnectionService.TICK);
    }
  }

  private OmfConnection connection(
      Seed.Connection seeded, Instant defaultTime, Instant now, AccessControlList defaultList) {
    Instant createdAt = seeded.createdAt();
    AccessControlList list = seeded.accessControlList();
    return new OmfConnection(
        seeded.id(),
        seeded.name(),
        seeded.description(),
        seeded.clientIds(),
        createdAt == null ? defaultTime : createdAt,
        seeded.state() == ConnectionState.CREATING ? now.plus(delays.provisioning()) : now,
        seeded.state() == ConnectionState.DELETING ? now.plus(delays.deletion()) : null,
        seeded.owner(),
        list == null ? defaultList : list);
  }
}
