package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests transactions: rollback, timeouts, failures of the database, and concurrency.
 *
 * <p>Long because all cases share the setup of blocked and failing databases.
 */
@Timeout(120) // against hanging; says nothing about speed
class SqlConnectionStoreTransactionTest extends ConnectionStoreFixture {
  @Test
  void work_that_throws_is_rolled_back_and_its_exception_is_passed_on() {
    try (ConnectionStore store = inMemory()) {
      IllegalStateException thrown = new IllegalStateException("no");

      // More repetitions than permits: each permit must be released.
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(
                () ->
                    write(
                        store,
                        transaction -> {
                          transaction.insert(NAMESPACE, connection("id", T0));
                          throw thrown;
                        }))
            .isSameAs(thrown);
        assertThatThrownBy(
                () ->
                    store.read(
                        deadline(),
                        transaction -> {
                          throw thrown;
                        }))
            .isSameAs(thrown);
      }

      assertThat(page(store, null, 10, T0)).isEmpty();
      insert(store, connection("id", T0));
    }
  }

  @Test
  void work_does_not_start_after_the_deadline() {
    try (ConnectionStore store = inMemory()) {
      Deadline over = Deadline.in(Duration.ZERO);

      assertThat(
              exceptionOf(() -> store.write(over, SqlConnectionStoreTransactionTest::mustNotRun))
                  .kind())
          .isEqualTo(OperationException.Kind.TIMED_OUT);
      assertThat(
              exceptionOf(() -> store.read(over, SqlConnectionStoreTransactionTest::mustNotRun))
                  .kind())
          .isEqualTo(OperationException.Kind.TIMED_OUT);
    }
  }

  @Test
  void stores_that_share_a_file_see_each_others_writes(@TempDir Path folder) {
    try (ConnectionStore one = inFolder(folder, STORAGE_TIMEOUT);
        ConnectionStore other = inFolder(folder, STORAGE_TIMEOUT)) {
      insert(one, connection("id", T0));
      claim(one, "id", "c");
      assertThat(find(other, "id", T0)).isEqualTo(connection("id", T0));

      insert(other, connection("id2", T0));
      assertThat(claim(other, "id2", "c")).containsExactly("c");
      assertThat(page(one, null, 10, T0))
          .extracting(OmfConnection::id)
          .containsExactly("id", "id2");
    }
  }

  @Test
  void data_survives_reopening(@TempDir Path folder) {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
    }

    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      assertThat(find(store, "id", T0)).isEqualTo(connection("id", T0));
    }
  }

  @Test
  void lock_longer_than_the_storage_timeout_is_a_storage_timeout(@TempDir Path folder)
      throws SQLException {
    try (ConnectionStore store = inFolder(folder, Duration.ofMillis(100));
        Connection lock = lock(folder)) {
      OperationException exception = exceptionOf(() -> insert(store, connection("id", T0)));

      assertThat(exception.kind()).isEqualTo(OperationException.Kind.STORAGE_TIMED_OUT);
      assertThat(page(store, null, 10, T0)).as("reads still work").isEmpty();
      lock.rollback();
      insert(store, connection("id", T0));
    }
  }

  /** Tests several limits, because SQLite waits for whole milliseconds. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 2_500, 7_900, 12_700, 31_300})
  void lock_longer_than_the_deadline_is_a_request_timeout(int limitMicros, @TempDir Path folder)
      throws SQLException {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT);
        Connection lock = lock(folder)) {
      for (int i = 0; i < 5; i++) {
        OperationException exception =
            exceptionOf(
                () ->
                    store.write(
                        Deadline.in(Duration.ofNanos(limitMicros * 1_000L)),
                        SqlConnectionStoreTransactionTest::mustNotRun));
        assertThat(exception.kind()).isEqualTo(OperationException.Kind.TIMED_OUT);
      }
      lock.rollback();
    }
  }

  @Test
  void lock_that_is_released_in_time_is_waited_for(@TempDir Path folder) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT);
        Connection lock = lock(folder)) {
      Future<?> write = other.submit(() -> insert(store, connection("id", T0)));
      Awaitility.await()
          .during(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !write.isDone());

      lock.rollback();

      write.get();
      assertThat(find(store, "id", T0)).isNotNull();
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void waiting_for_a_permit_ends_with_the_deadline() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (ConnectionStore store =
        new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofMillis(200))) {
      Future<?> writer =
          other.submit(
              () ->
                  write(
                      store,
                      transaction -> {
                        inside.countDown();
                        await(leave);
                        return 0;
                      }));
      inside.await();

      assertThat(
              exceptionOf(
                      () ->
                          store.write(
                              Deadline.in(Duration.ofMillis(50)),
                              SqlConnectionStoreTransactionTest::mustNotRun))
                  .kind())
          .isEqualTo(OperationException.Kind.TIMED_OUT);
      assertThat(
              exceptionOf(() -> write(store, SqlConnectionStoreTransactionTest::mustNotRun)).kind())
          .isEqualTo(OperationException.Kind.STORAGE_TIMED_OUT);

      leave.countDown();
      writer.get();
      insert(store, connection("id", T0));
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void interrupted_thread_stays_interrupted() {
    try (ConnectionStore store = inMemory()) {
      Thread.currentThread().interrupt();

      OperationException exception =
          exceptionOf(() -> store.write(deadline(), SqlConnectionStoreTransactionTest::mustNotRun));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void read_only_database_is_unavailable_for_writes(@TempDir Path folder) throws SQLException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      try (Connection writer = database.writers().getConnection();
          Statement statement = writer.createStatement()) {
        statement.execute("PRAGMA query_only = ON");
      }

      OperationException exception = exceptionOf(() -> insert(store, connection("id2", T0)));

      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
      assertThat(find(store, "id", T0)).isNotNull();
    }
  }

  @Test
  void damaged_database_is_unavailable(@TempDir Path folder) throws IOException {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      for (int i = 0; i < 200; i++) {
        insert(store, connection("id" + i, T0));
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("omf-connections.db").toFile(), "rw")) {
      byte[] garbage = new byte[4096];
      new Random(1).nextBytes(garbage);
      for (long at = file.length() / 2; at < file.length(); at += garbage.length) {
        file.seek(at);
        file.write(garbage);
      }
    }

    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      assertThat(exceptionOf(() -> page(store, null, 1000, T0)).kind())
          .isEqualTo(OperationException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void concurrent_claims_of_one_client_succeed_exactly_once(@TempDir Path folder) throws Exception {
    for (ConnectionStore each : List.of(inMemory(), inFolder(folder, STORAGE_TIMEOUT))) {
      try (ConnectionStore store = each) {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          String id = "id" + i;
          tasks.add(
              () -> {
                OperationException lost =
                    new OperationException(OperationException.Kind.INVALID, "", Map.of());
                try {
                  return write(
                      store,
                      transaction -> {
                        transaction.insert(NAMESPACE, connection(id, T0));
                        if (!transaction.claim(NAMESPACE, id, List.of("c", id), T0).isEmpty()) {
                          throw lost;
                        }
                        return true;
                      });
                } catch (OperationException e) {
                  assertThat(e).isSameAs(lost);
                  return false;
                }
              });
        }

        assertThat(atOnce(tasks)).containsOnlyOnce(true);
        assertThat(page(store, null, 100, T0)).hasSize(1);
      }
    }
  }

  @Test
  void concurrent_reads_and_writes_in_memory_succeed() throws Exception {
    try (ConnectionStore store = inMemory()) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int thread = i;
        tasks.add(
            () -> {
              int seen = 0;
              for (int round = 0; round < 20; round++) {
                if (thread % 2 == 0) {
                  insert(store, connection(thread + "-" + round, T0));
                } else {
                  int now = page(store, null, 1000, T0).size();
                  assertThat(now).isGreaterThanOrEqualTo(seen);
                  seen = now;
                }
              }
              return seen;
            });
      }

      atOnce(tasks);

      assertThat(page(store, null, 1000, T0)).hasSize(32 * 20);
    }
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks)
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

  /** Locks the database, as another process does while it writes. */
  private static Connection lock(Path folder) throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("omf-connections.db"));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE omf_connection SET name = name WHERE false");
    }
    return connection;
  }

  private static Object mustNotRun(ConnectionStore.Transaction transaction) {
    throw new AssertionError(transaction + " must not be used");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OperationException exceptionOf(ThrowingCallable operation) {
    OperationException exception = catchThrowableOfType(OperationException.class, operation);
    assertThat(exception).isNotNull();
    return exception;
  }
}
