package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests concurrent transactions of two processes on one PostgreSQL database: no change is lost, and
 * conflicts are resolved by running a transaction again. Long because each pair of operations that
 * can be in conflict is a test.
 */
@Timeout(120) // against hanging; says nothing about speed
class PostgresConflictsTest extends ConnectionStoreFixture {
  private static final AccessControlList A = list("a", 1);
  private static final AccessControlList B = list("b", 1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger runs = new AtomicInteger();
  private final TestDatabase testDatabase;
  private final Database database;
  private final ConnectionStore one;
  private final ConnectionStore other;

  PostgresConflictsTest() throws Exception {
    testDatabase = Engine.POSTGRESQL.create();
    database = testDatabase.open();
    one = new SqlConnectionStore(database, STORAGE_TIMEOUT);
    other = new SqlConnectionStore(testDatabase.open(), STORAGE_TIMEOUT);
  }

  @BeforeEach
  void insertConnections() {
    insert(one, withContent(connection("x", T0), List.of(), A));
    insert(one, withContent(connection("y", T0), List.of(), A));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    one.close();
    other.close();
  }

  @Test
  void no_update_is_lost() {
    write(
        one,
        transaction -> {
          OmfConnection found = find(transaction, "x");
          inFirstRun(() -> rename(other, "x", " other"));
          transaction.update(NAMESPACE, named(found, found.name() + " one"));
          return 0;
        });

    assertThat(find(one, "x", T0).name()).isEqualTo("name other one");
    assertThat(runs).hasValue(2);
  }

  @Test
  void clear_beside_a_change_runs_again() {
    write(
        one,
        transaction -> {
          find(transaction, "x");
          inFirstRun(() -> rename(other, "x", " other"));
          transaction.clear();
          return 0;
        });

    assertThat(page(one, null, 10, T0)).isEmpty();
    assertThat(runs).hasValue(2);
  }

  @Test
  void change_beside_a_clear_runs_again_and_finds_nothing() {
    boolean found =
        write(
            one,
            transaction -> {
              Optional<OmfConnection> connection = transaction.find(NAMESPACE, "x", T0);
              inFirstRun(
                  () ->
                      write(
                          other,
                          clearing -> {
                            clearing.clear();
                            return 0;
                          }));
              connection.ifPresent(each -> transaction.update(NAMESPACE, each));
              return connection.isPresent();
            });

    assertThat(found).isFalse();
    assertThat(runs).hasValue(2);
  }

  @Test
  void many_updates_at_once_all_take_effect() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ConnectionStore store = i % 2 == 0 ? one : other;
      tasks.add(
          () -> {
            rename(store, "x", "+");
            return 0;
          });
    }

    atOnce(tasks);

    assertThat(find(one, "x", T0).name()).isEqualTo("name" + "+".repeat(20));
  }

  @Test
  void transactions_that_wait_for_each_other_both_succeed() throws Exception {
    CyclicBarrier bothHaveUpdated = new CyclicBarrier(2);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (List<String> order : List.of(List.of("x", "y"), List.of("y", "x"))) {
      AtomicInteger ownRuns = new AtomicInteger();
      ConnectionStore store = order.get(0).equals("x") ? one : other;
      tasks.add(
          () ->
              write(
                  store,
                  transaction -> {
                    append(transaction, order.get(0), "+");
                    if (ownRuns.incrementAndGet() == 1) {
                      await(bothHaveUpdated);
                    }
                    append(transaction, order.get(1), "+");
                    return 0;
                  }));
    }

    atOnce(tasks);

    assertThat(find(one, "x", T0).name()).isEqualTo("name++");
    assertThat(find(one, "y", T0).name()).isEqualTo("name++");
  }

  @Test
  void client_that_two_processes_claim_at_once_belongs_to_one() throws Exception {
    Future<Set<String>> waiting =
        write(
            one,
            transaction -> {
              assertThat(transaction.claim(NAMESPACE, "x", List.of("c"), T0)).isEmpty();
              Future<Set<String>> second = threads.submit(() -> claim(other, "y", "c"));
              awaitLock();
              return second;
            });

    assertThat(waiting.get()).containsExactly("c");
    assertThat(claim(one, "x", "c")).isEmpty();
  }

  @Test
  void client_that_another_process_has_claimed_meanwhile_is_not_claimed() {
    Set<String> claimed =
        write(
            one,
            transaction -> {
              find(transaction, "x"); // the snapshot
              inFirstRun(() -> assertThat(claim(other, "y", "c")).isEmpty());
              return transaction.claim(NAMESPACE, "x", List.of("c"), T0);
            });

    assertThat(claimed).containsExactly("c");
  }

  @Test
  void list_that_is_removed_while_a_reference_is_added_is_stored_again() throws Exception {
    insert(one, withContent(connection("z", T0), List.of(), B));
    Future<?> adding;
    try (Connection lock = testDatabase.connect()) {
      lock.setAutoCommit(false);
      execute(lock, "SELECT 1 FROM omf_connection WHERE id = 'x' FOR UPDATE");
      // Finds list B, and waits with the reference to it.
      adding = threads.submit(() -> changeList(one, "x", B));
      awaitLock();
      changeList(other, "z", A);
      assertThat(rows(database, "access_control_list")).as("B is removed").isEqualTo(1);
      lock.rollback();
    }

    adding.get();
    assertThat(find(one, "x", T0).accessControlList()).isEqualTo(B);
    assertThat(rows(database, "access_control_list")).isEqualTo(2);
  }

  @Test
  void list_to_which_a_reference_is_added_meanwhile_is_not_removed() throws Exception {
    insert(one, withContent(connection("z", T0), List.of(), B));

    write(
        one,
        transaction -> {
          OmfConnection found = find(transaction, "z");
          inFirstRun(() -> insert(other, withContent(connection("new", T0), List.of(), B)));
          transaction.update(NAMESPACE, withContent(found, List.of(), A));
          return 0;
        });

    assertThat(runs).hasValue(2);
    assertThat(find(one, "new", T0).accessControlList()).isEqualTo(B);
    assertThat(rows(database, "access_control_list")).isEqualTo(2);
  }

  @Test
  void list_is_removed_if_its_last_references_are_removed_at_once() throws Exception {
    insert(one, withContent(connection("z", T0), List.of(), B));

    write(
        one,
        transaction -> {
          OmfConnection found = find(transaction, "x");
          inFirstRun(() -> changeList(other, "y", B));
          transaction.update(NAMESPACE, withContent(found, List.of(), B));
          return 0;
        });

    assertThat(runs).hasValue(2);
    assertThat(rows(database, "access_control_list")).as("only B is left").isEqualTo(1);
  }

  @Test
  void equal_list_that_two_processes_store_at_once_is_stored_once() {
    write(
        one,
        transaction -> {
          find(transaction, "x"); // the snapshot
          inFirstRun(() -> changeList(other, "x", B));
          transaction.update(NAMESPACE, withContent(find(transaction, "y"), List.of(), B));
          return 0;
        });

    assertThat(find(one, "x", T0).accessControlList()).isEqualTo(B);
    assertThat(find(one, "y", T0).accessControlList()).isEqualTo(B);
  }

  @Test
  void list_of_a_collection_is_the_last_one_that_was_written() {
    write(
        one,
        transaction -> {
          assertThat(transaction.collectionAccessControlList(NAMESPACE).orElse(null))
              .isEqualTo(runs.get() == 0 ? null : A);
          inFirstRun(
              () ->
                  write(
                      other,
                      concurrent -> {
                        concurrent.putCollectionAccessControlList(NAMESPACE, A);
                        return 0;
                      }));
          transaction.putCollectionAccessControlList(NAMESPACE, B);
          return 0;
        });

    Optional<AccessControlList> last =
        one.read(deadline(), t -> t.collectionAccessControlList(NAMESPACE));
    assertThat(last).contains(B);
    assertThat(runs).hasValue(2);
  }

  @Test
  void read_sees_one_state_of_the_data() {
    one.read(
        deadline(),
        transaction -> {
          String before = find(transaction, "x").name();
          rename(other, "x", "+");
          assertThat(find(transaction, "x").name()).isEqualTo(before);
          return 0;
        });
  }

  @Test
  void conflicts_that_last_end_with_the_storage_timeout() {
    try (ConnectionStore impatient =
        new SqlConnectionStore(testDatabase.open(), Duration.ofSeconds(2))) {
      OperationException exception =
          exceptionOf(() -> impatient.write(deadline(), this::conflictAlways));

      // Usually the former; the latter if the time ends within a transaction and not after it.
      assertThat(exception.kind())
          .isIn(OperationException.Kind.UNAVAILABLE, OperationException.Kind.STORAGE_TIMED_OUT);
      assertThat(exception.reason()).contains("Nothing was changed");
      assertThat(runs.get()).isGreaterThan(1);
      assertThat(find(one, "x", T0).name()).matches("name\\++");
    }
  }

  @Test
  void conflicts_that_last_end_with_the_deadline() {
    OperationException exception =
        exceptionOf(() -> one.write(Deadline.in(Duration.ofMillis(300)), this::conflictAlways));

    assertThat(exception.kind()).isEqualTo(OperationException.Kind.TIMED_OUT);
  }

  private int conflictAlways(Transaction transaction) {
    OmfConnection found = find(transaction, "x");
    rename(other, "x", "+");
    runs.incrementAndGet();
    transaction.update(NAMESPACE, named(found, "lost"));
    return 0;
  }

  @Test
  void two_processes_purge_at_once() throws Exception {
    for (int i = 0; i < 40; i++) {
      String id = "deleted" + i;
      List<String> clients = clientIds(id, 200);
      OmfConnection deleted =
          withContent(deletedAt(connection(id, T0), T0.plusSeconds(1)), clients, list(id, 1));
      write(
          one,
          transaction -> {
            transaction.insert(NAMESPACE, deleted);
            return transaction.claim(NAMESPACE, id, clients, T0);
          });
    }
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (ConnectionStore store : List.of(one, other)) {
      tasks.add(
          () -> {
            int steps = 0;
            while (write(store, transaction -> transaction.purge(T0.plusSeconds(1)))) {
              steps++;
            }
            return steps;
          });
    }

    atOnce(tasks);

    assertThat(rows(database, "omf_connection")).isEqualTo(2);
    assertThat(rows(database, "client_mapping")).isZero();
    assertThat(rows(database, "access_control_list")).isEqualTo(1);
  }

  /** Waits until a transaction waits for a lock. */
  private void awaitLock() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> waitingTransactions() > 0);
  }

  private int waitingTransactions() throws SQLException {
    try (Connection connection = testDatabase.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
      result.next();
      return result.getInt(1);
    }
  }

  private void inFirstRun(Runnable action) {
    if (runs.incrementAndGet() == 1) {
      action.run();
    }
  }

  private static OmfConnection find(Transaction transaction, String id) {
    return transaction.find(NAMESPACE, id, T0).orElseThrow();
  }

  private static void rename(ConnectionStore store, String id, String suffix) {
    write(
        store,
        transaction -> {
          append(transaction, id, suffix);
          return 0;
        });
  }

  private static void append(Transaction transaction, String id, String suffix) {
    OmfConnection found = find(transaction, id);
    transaction.update(NAMESPACE, named(found, found.name() + suffix));
  }

  private static OmfConnection named(OmfConnection connection, String name) {
    return new OmfConnection(
        connection.id(),
        name,
        connection.description(),
        connection.clientIds(),
        connection.createdAt(),
        connection.activeAt(),
        connection.deletedAt(),
        connection.owner(),
        connection.accessControlList());
  }

  private static void changeList(ConnectionStore store, String id, AccessControlList list) {
    write(
        store,
        transaction -> {
          transaction.update(NAMESPACE, withContent(find(transaction, id), List.of(), list));
          return 0;
        });
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
