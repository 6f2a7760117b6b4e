package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class PurgeTaskTest {
  private static final Namespace NAMESPACE = new Namespace("tenant", "plant", "administrators");
  private static final Identity ADMINISTRATOR =
      new Identity(TrusteeType.CLIENT, "admin", "tenant", Set.of("administrators"));

  @Test
  void task_removes_everything_at_once_beside_busy_writers() throws Exception {
    SqliteDatabase database = SqliteDatabase.inMemory();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ConnectionStore store = new SqlConnectionStore(database, Duration.ofSeconds(10))) {
      ConnectionService service =
          new ConnectionService(
              store, new ConnectionDelays(Duration.ZERO, Duration.ZERO), Clock.systemUTC());
      for (int i = 0; i < 3; i++) {
        String name = "deleted-" + i + "-";
        service.delete(
            ADMINISTRATOR,
            NAMESPACE,
            create(service, IntStream.range(0, 10_000).mapToObj(n -> name + n).toList()),
            each -> {},
            deadline());
      }
      assertThat(rows(database, "client_mapping")).isEqualTo(30_000);

      AtomicBoolean stop = new AtomicBoolean();
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        writers.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    create(service, List.of());
                  }
                }));
      }
      PurgeTask task = PurgeTask.start(service, Duration.ofSeconds(30));
      try {
        Awaitility.await()
            .atMost(Duration.ofSeconds(50)) // less than the interval: the task does not wait for it
            .untilAsserted(() -> assertThat(rows(database, "client_mapping")).isZero());
      } finally {
        stop.set(true);
        task.close();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource
  void task_goes_on_after_any_failure(Throwable failure) {
    AtomicInteger attempts = new AtomicInteger();
    ConnectionService service =
        new ConnectionService(
            new FailingStore(failure, attempts),
            new ConnectionDelays(Duration.ZERO, Duration.ZERO),
            Clock.systemUTC());

    try (PurgeTask task = PurgeTask.start(service, Duration.ofSeconds(1), Duration.ofMillis(1))) {
      assertThat(task).isNotNull();
      Awaitility.await().until(() -> attempts.get() > 2);
    }
  }

  static List<Throwable> task_goes_on_after_any_failure() {
    return List.of(
        new IllegalStateException("test"),
        new StackOverflowError("test"),
        new NoClassDefFoundError("test"));
  }

  /** The handler of the command line program ends the process. */
  @Test
  void exhausted_memory_is_reported_to_the_default_handler() {
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler original = Thread.getDefaultUncaughtExceptionHandler();
    OutOfMemoryError error = new OutOfMemoryError("test");
    ConnectionService service =
        new ConnectionService(
            new FailingStore(error, new AtomicInteger()),
            new ConnectionDelays(Duration.ZERO, Duration.ZERO),
            Clock.systemUTC());
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
    try (PurgeTask task = PurgeTask.start(service, Duration.ofSeconds(1))) {
      assertThat(task).isNotNull();
      // Not Awaitility, which replaces the default handler
      assertThat(reported).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(error);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(original);
    }
  }

  /** Fails each transaction. */
  private record FailingStore(Throwable failure, AtomicInteger attempts)
      implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return write(deadline, work);
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      attempts.incrementAndGet();
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public void close() {
      // holds no resources
    }
  }

  private static String create(ConnectionService service, List<String> clientIds) {
    return service
        .create(ADMINISTRATOR, NAMESPACE, null, null, clientIds, deadline())
        .connection()
        .id();
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private static int rows(SqliteDatabase database, String table) throws SQLException {
    try (Connection connection = database.readers().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return result.getInt(1);
    }
  }
}
