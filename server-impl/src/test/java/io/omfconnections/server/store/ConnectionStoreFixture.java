package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Base class of the tests of {@link SqlConnectionStore}. */
abstract class ConnectionStoreFixture {
  static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  static final Namespace OTHER_NAMESPACE = new Namespace("tenant", "plant-b", "administrators");
  static final Namespace OTHER_TENANT = new Namespace("other tenant", "plant-a", "administrators");
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00.1234567Z");
  static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(10);

  /** The tables that have the data of callers. */
  static final List<String> TABLES =
      List.of(
          "omf_connection",
          "omf_connection_content",
          "client_mapping",
          "omf_connection_collection",
          "access_control_list");

  static final AccessFilter EVERY = (owner, listId, list) -> true;

  static <T> T write(ConnectionStore store, ConnectionStore.Work<T> work) {
    return store.write(deadline(), work);
  }

  static void insert(ConnectionStore store, OmfConnection connection) {
    write(
        store,
        transaction -> {
          transaction.insert(NAMESPACE, connection);
          return 0;
        });
  }

  static OmfConnection find(ConnectionStore store, String id, Instant now) {
    return store.read(deadline(), t -> t.find(NAMESPACE, id, now)).orElseThrow();
  }

  static OmfConnection lookUp(ConnectionStore store, String id) {
    return store
        .lookUp(NAMESPACE.tenantId(), deadline(), t -> t.find(NAMESPACE, id, T0))
        .orElseThrow();
  }

  static List<OmfConnection> page(
      ConnectionStore store, @Nullable Position after, int limit, Instant now) {
    return store.read(deadline(), t -> t.page(NAMESPACE, after, limit, EVERY, now)).connections();
  }

  static SortedSet<String> claim(ConnectionStore store, String id, String... clients) {
    return write(store, transaction -> transaction.claim(NAMESPACE, id, List.of(clients), T0));
  }

  static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  static OmfConnection connection(String id, Instant createdAt) {
    return new OmfConnection(
        id,
        "name",
        "description",
        List.of("c"),
        createdAt,
        createdAt.plusSeconds(1),
        null,
        new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
        AccessControlList.initial("tenant", "administrators"));
  }

  static OmfConnection deletedAt(OmfConnection connection, Instant deletedAt) {
    return new OmfConnection(
        connection.id(),
        connection.name(),
        connection.description(),
        connection.clientIds(),
        connection.createdAt(),
        connection.activeAt(),
        deletedAt,
        connection.owner(),
        connection.accessControlList());
  }

  static OmfConnection withContent(
      OmfConnection connection, List<String> clientIds, AccessControlList list) {
    return new OmfConnection(
        connection.id(),
        connection.name(),
        connection.description(),
        clientIds,
        connection.createdAt(),
        connection.activeAt(),
        connection.deletedAt(),
        connection.owner(),
        list);
  }

  /** Returns a list that differs from that of any other name. */
  static AccessControlList list(String name, int entries) {
    return new AccessControlList(
        IntStream.range(0, entries)
            .mapToObj(
                i ->
                    new AccessControlEntry(
                        new Trustee(TrusteeType.ROLE, name + "-" + i, "tenant"),
                        AccessType.ALLOWED,
                        AccessRights.ALL))
            .toList());
  }

  static List<String> clientIds(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
  }

  static int rows(Database database, String table) throws SQLException {
    try (Connection connection = database.readers().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      result.next();
      return result.getInt(1);
    }
  }

  /** Runs tasks in threads that start at the same time. */
  static <T> List<T> atOnce(List<Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    CountDownLatch start = new CountDownLatch(tasks.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  static OperationException exceptionOf(ThrowingCallable operation) {
    OperationException exception = catchThrowableOfType(OperationException.class, operation);
    assertThat(exception).isNotNull();
    return exception;
  }
}
