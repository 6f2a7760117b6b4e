package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests transactions: rollback, deadlines, and concurrency. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120) // against hanging; says nothing about speed
class SqlConnectionStoreTransactionTest extends EachEngineFixture {
  @Test
  void work_that_throws_is_rolled_back_and_its_exception_is_passed_on() {
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

  @Test
  void work_does_not_start_after_the_deadline() {
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

  @Test
  void waiting_for_a_permit_ends_with_the_deadline() throws Exception {
    ExecutorService others = Executors.newCachedThreadPool();
    CountDownLatch inside = new CountDownLatch(database.maxWriters());
    CountDownLatch leave = new CountDownLatch(1);
    try (ConnectionStore impatient = new SqlConnectionStore(database, Duration.ofSeconds(3))) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < database.maxWriters(); i++) {
        writers.add(
            others.submit(
                () ->
                    write(
                        impatient,
                        transaction -> {
                          inside.countDown();
                          await(leave);
                          return 0;
                        })));
      }
      inside.await();

      assertThat(
              exceptionOf(
                      () ->
                          impatient.write(
                              Deadline.in(Duration.ofMillis(50)),
                              SqlConnectionStoreTransactionTest::mustNotRun))
                  .kind())
          .isEqualTo(OperationException.Kind.TIMED_OUT);
      assertThat(
              exceptionOf(() -> write(impatient, SqlConnectionStoreTransactionTest::mustNotRun))
                  .kind())
          .isEqualTo(OperationException.Kind.STORAGE_TIMED_OUT);

      leave.countDown();
      for (Future<Integer> writer : writers) {
        writer.get();
      }
      insert(impatient, connection("id", T0));
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void interrupted_thread_stays_interrupted() {
    Thread.currentThread().interrupt();

    try {
      OperationException exception =
          exceptionOf(() -> store.write(deadline(), SqlConnectionStoreTransactionTest::mustNotRun));
      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void concurrent_claims_of_one_client_succeed_exactly_once() throws Exception {
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

  @Test
  void concurrent_reads_and_writes_succeed() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int thread = i;
      tasks.add(
          () -> {
            int seen = 0;
            for (int round = 0; round < 5; round++) {
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

    assertThat(page(store, null, 1000, T0)).hasSize(32 * 5);
  }

  @Test
  void look_up_runs_again_when_the_list_of_its_row_is_replaced_meanwhile() {
    insert(store, connection("id", T0));
    AccessControlList replacement = list("new", 1);
    AtomicInteger statements = new AtomicInteger();
    Database changing =
        RecordingDatabase.proxy(
            Database.class,
            (proxy, method, arguments) -> {
              // Between the statement for the row and the one for its list.
              if (method.getName().equals("limit") && statements.incrementAndGet() == 2) {
                write(
                    store,
                    transaction -> {
                      transaction.updateAccessControlList(NAMESPACE, "id", replacement);
                      return 0;
                    });
              }
              return method.invoke(database, arguments);
            });

    OmfConnection found =
        new SqlConnectionStore(changing, STORAGE_TIMEOUT)
            .lookUp("tenant", deadline(), transaction -> transaction.find(NAMESPACE, "id", T0))
            .orElseThrow();

    assertThat(found.accessControlList()).isEqualTo(replacement);
  }

  @Test
  void look_up_is_limited_to_the_time_of_its_request() {
    List<Duration> limits = new ArrayList<>();
    Database recording =
        RecordingDatabase.proxy(
            Database.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareLookUp")) {
                limits.add((Duration) arguments[1]);
              }
              return method.invoke(database, arguments);
            });
    Duration time = STORAGE_TIMEOUT.dividedBy(2);

    new SqlConnectionStore(recording, STORAGE_TIMEOUT)
        .lookUp("tenant", Deadline.in(time), transaction -> transaction.find(NAMESPACE, "id", T0));

    assertThat(limits).singleElement().satisfies(limit -> assertThat(limit).isLessThan(time));
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
}
