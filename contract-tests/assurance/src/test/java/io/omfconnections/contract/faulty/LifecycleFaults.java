package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in how a connection is created, becomes Active, is updated, and is deleted. */
final class LifecycleFaults {
  private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration YEARS = Duration.ofDays(3650);

  // Short: the kit waits at its end until none of its own connections is listed.
  private static final Duration LIST_DELAY = Duration.ofSeconds(2);

  private LifecycleFaults() {}

  // ------------------------------------------------------------------------------------ States

  /** Keeps new connections in the state Creating. */
  static Fault neverBecomesActive() {
    return StoreChanges.inserts(
        connection -> edit(connection).activeAt(connection.createdAt().plus(YEARS)).build());
  }

  /** Makes new connections Active before the provisioning delay has passed. */
  static Fault becomesActiveImmediately() {
    return StoreChanges.inserts(
        connection -> edit(connection).activeAt(connection.createdAt()).build());
  }

  /** Deletes connections before the deletion delay has passed. */
  static Fault deletesImmediately() {
    return StoreChanges.updates(
        (before, after) ->
            after.deletedAt() == null ? after : edit(after).deletedAt(after.createdAt()).build());
  }

  /** Shows Deleting connections as Active. */
  static Fault showsDeletingAsActive() {
    return MessageChanges.text(200, "\"State\":\"Deleting\"", match -> "\"State\":\"Active\"");
  }

  /** Omits Deleting connections from the list of connections. */
  static Fault omitsDeletingFromList() {
    return MessageChanges.withoutElements(
        "Results", connection -> connection.path("State").asText().equals("Deleting"));
  }

  /**
   * Returns 404 to requests that delete or update a Deleting connection, and shows it to others.
   */
  static Fault hidesDeletingFromChanges() {
    return Fault.inProxy(
        (request, upstream) -> {
          Request get = request.withMethod("GET").withBody("").withoutHeader("Request-Timeout");
          boolean deleting =
              MessageChanges.operation(request).matches("(delete|update)OmfConnection")
                  && upstream.send(get).body().text().contains("\"State\":\"Deleting\"");
          return upstream.send(
              deleting
                  ? request.withTarget(request.target().replaceFirst("[^/]+/?$", "none"))
                  : request);
        });
  }

  /** Keeps deleted connections in the list of connections for a while. */
  static Fault listsDeletedConnections() {
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
                return delegate.page(namespace, after, limit, filter, now.minus(LIST_DELAY));
              }
            });
  }

  // ----------------------------------------------------------------------------------- Updates

  /** Lets every update see a Deleting connection as Active, and store it so. */
  static Fault updateRevertsDeletion() {
    return StoreChanges.transactions(
        UnaryOperator.identity(),
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                return edit(connection).deletedAt(null).build();
              }
            });
  }

  /** Makes a Deleting connection Active when its access control list is updated. */
  static Fault listUpdateRevertsDeletion() {
    return StoreChanges.updates(
        (before, after) ->
            before.deletedAt() == null
                    || before.accessControlList().equals(after.accessControlList())
                ? after
                : edit(after).deletedAt(null).build());
  }

  /** Lets an update that has begun before a deletion overwrite the deletion. */
  static Fault concurrentUpdateRevertsDeletion() {
    return StaleReadStore.ofConnections((before, now) -> now.deletedAt() == null ? now : before);
  }

  /** Changes CreatedDate with each update. */
  static Fault updateChangesCreatedDate() {
    Set<String> updated = ConcurrentHashMap.newKeySet();
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                return updated.contains(connection.id())
                    ? edit(connection).createdAt(connection.createdAt().plusSeconds(1)).build()
                    : connection;
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                updated.add(connection.id());
                delegate.update(namespace, connection);
              }
            });
  }

  /** Returns the old state to the first read after each update. */
  static Fault firstReadIsStale() {
    Map<String, OmfConnection> stale = new ConcurrentHashMap<>();
    return StoreChanges.transactions(
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                OmfConnection old = stale.remove(connection.id());
                return old == null ? connection : old;
              }
            },
        transaction ->
            new ForwardingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                stale.put(connection.id(), StoreChanges.stored(delegate, namespace, connection));
                delegate.update(namespace, connection);
              }
            });
  }

  // ------------------------------------------------------------------------------- Whole store

  /** Keeps data in memory only, whatever data directory is configured. */
  static Fault losesDataOnRestart() {
    return Fault.inStore(
        configured -> {
          ConnectionStore inMemory =
              new SqlConnectionStore(SqliteDatabase.inMemory(), STORAGE_TIMEOUT);
          return new ConnectionStore() {
            @Override
            public <T> T read(Deadline deadline, Work<T> work) {
              return inMemory.read(deadline, work);
            }

            @Override
            public <T> T write(Deadline deadline, Work<T> work) {
              return inMemory.write(deadline, work);
            }

            @Override
            public void close() {
              inMemory.close();
              configured.close(); // has the signing keys
            }
          };
        });
  }

  /** Ends the list of connections after its first page. */
  static Fault listsFirstPageOnly() {
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
                return after == null
                    ? delegate.page(namespace, null, limit, filter, now)
                    : new Page(List.of(), null);
              }
            });
  }
}
