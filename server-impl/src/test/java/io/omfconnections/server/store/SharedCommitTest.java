package io.omfconnections.server.store;

import static io.omfconnections.server.store.RecordingDatabase.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that writes that wait for SQLite's writer share a commit, and fail or succeed alone. Long
 * because each way to fail is a test.
 */
@Timeout(120) // against hanging; says nothing about speed
class SharedCommitTest {
  private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int MANY = 20;

  private final Database database;
  private final AtomicInteger commits = new AtomicInteger();
  private Step beforeCommit = connection -> {};
  private Step afterClose = connection -> {};
  private IntFunction<Deadline> deadline = number -> Deadline.in(LONG);
  private final TransactionRunner runner;
  private final List<Thread> threads = new ArrayList<>();

  /** Lets the first write go on, which keeps the turn until then. */
  private final CountDownLatch release = new CountDownLatch(1);

  @FunctionalInterface
  private interface Step {
    void run(Connection connection) throws SQLException;
  }

  SharedCommitTest(@TempDir Path folder) {
    database = SqliteDatabase.inFolder(folder);
    runner = runner(LONG);
  }

  @AfterEach
  void end() throws InterruptedException {
    release.countDown();
    for (Thread thread : threads) {
      thread.interrupt(); // it still waits if the test has failed
      thread.join();
    }
    runner.close();
  }

  @Test
  void writes_that_wait_share_a_commit() throws Exception {
    List<FutureTask<Integer>> writes = startTogether(SharedCommitTest::insert);

    awaitAll(writes);

    assertThat(commits).hasValue(1);
    assertThat(rows()).hasSize(MANY);
  }

  @Test
  void number_of_writes_of_a_commit_is_limited() throws Exception {
    List<FutureTask<Integer>> writes =
        startTogether(runner, SharedTransaction.MAX_UNITS + 1, SharedCommitTest::insert);

    awaitAll(writes);

    assertThat(commits).hasValue(2);
  }

  @Test
  void writes_do_not_join_a_transaction_after_its_time() throws Exception {
    List<FutureTask<Integer>> writes =
        startTogether(runner(Duration.ZERO), MANY, SharedCommitTest::insert);

    awaitAll(writes);

    assertThat(commits).hasValue(MANY);
  }

  @Test
  void no_write_is_acknowledged_before_the_commit() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    beforeCommit =
        connection -> {
          committing.countDown();
          waitFor(disk);
        };
    List<FutureTask<Integer>> writes = startTogether(SharedCommitTest::insert);

    waitFor(committing);
    assertThat(writes).noneMatch(FutureTask::isDone);
    assertThat(rows()).isEmpty();

    disk.countDown();
    awaitAll(writes);
  }

  @Test
  void write_that_fails_changes_nothing_and_the_others_succeed() throws Exception {
    Error failure = new AssertionError("of the test");
    List<FutureTask<Integer>> writes =
        startTogether(
            number ->
                sql -> {
                  int row = insert(number).apply(sql);
                  if (number % 3 == 0) {
                    throw failure;
                  }
                  return row;
                });

    for (int number = 1; number <= MANY; number++) {
      FutureTask<Integer> write = writes.get(number - 1);
      if (number % 3 == 0) {
        assertThatThrownBy(write::get).isInstanceOf(ExecutionException.class).hasCause(failure);
      } else {
        write.get();
      }
    }
    assertThat(commits).hasValue(1);
    assertThat(rows())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, MANY).filter(number -> number % 3 != 0).boxed().toList());
  }

  @Test
  void write_whose_deadline_expires_changes_nothing_and_the_others_succeed() throws Exception {
    Deadline shortly = Deadline.in(Duration.ofSeconds(1));
    deadline = number -> number == 2 ? shortly : Deadline.in(LONG);
    List<FutureTask<Integer>> writes =
        startTogether(
            number ->
                sql -> {
                  if (number == 2) {
                    await().until(shortly::isExpired);
                  }
                  return insert(number).apply(sql);
                });

    assertThatThrownBy(writes.get(1)::get)
        .cause()
        .isInstanceOfSatisfying(
            OperationException.class,
            e -> assertThat(e.kind()).isEqualTo(OperationException.Kind.TIMED_OUT));
    writes.remove(1);
    awaitAll(writes);
    assertThat(rows()).hasSize(MANY - 1).doesNotContain(2);
  }

  @Test
  void little_time_of_the_last_write_does_not_limit_the_commit() throws Exception {
    Deadline shortly = Deadline.in(Duration.ofSeconds(1));
    deadline = number -> number == MANY ? shortly : Deadline.in(LONG);
    List<Integer> limits = new CopyOnWriteArrayList<>();
    beforeCommit =
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("PRAGMA busy_timeout")) {
            limits.add(row.getInt(1));
          }
        };
    List<FutureTask<Integer>> writes =
        startTogether(
            number ->
                sql -> {
                  int row = insert(number).apply(sql);
                  if (number == MANY) {
                    await().until(shortly::isExpired);
                  }
                  return row;
                });

    assertThatThrownBy(writes.get(MANY - 1)::get).hasCauseInstanceOf(OperationException.class);
    writes.remove(MANY - 1);
    awaitAll(writes);
    assertThat(limits)
        .singleElement()
        .satisfies(
            limit -> assertThat(limit).isGreaterThanOrEqualTo((int) STORAGE_TIMEOUT.toMillis()));
  }

  @Test
  void failed_commit_fails_every_write() throws Exception {
    beforeCommit =
        connection -> {
          beforeCommit = again -> {};
          throw new SQLTransientConnectionException("of the test");
        };
    List<FutureTask<Integer>> writes =
        startTogether(
            number ->
                sql -> {
                  int row = insert(number).apply(sql);
                  if (number == 3) {
                    throw new IllegalStateException("due to what another write has changed");
                  }
                  return row;
                });

    for (FutureTask<Integer> write : writes) {
      assertThatThrownBy(write::get)
          .cause()
          .isInstanceOfSatisfying(
              OperationException.class,
              e -> assertThat(e.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE));
    }
    assertThat(rows()).isEmpty();
    assertThat(runner.<Integer>write("tenant", Deadline.in(LONG), insert(1))).isOne();
  }

  @Test
  void committed_write_succeeds_if_its_connection_cannot_be_returned() {
    afterClose =
        connection -> {
          throw new SQLTransientConnectionException("of the test");
        };

    assertThat(runner.<Integer>write("tenant", Deadline.in(LONG), insert(1))).isOne();
    assertThat(rows()).containsExactly(1);
  }

  @Test
  void writes_run_again_if_another_one_has_ended_their_transaction() throws Exception {
    List<FutureTask<Integer>> writes =
        startTogether(
            number ->
                sql -> {
                  int row = insert(number).apply(sql);
                  if (number == MANY) {
                    sql.update("ROLLBACK"); // as SQLite does if the disk is full
                    throw new IllegalStateException("of the test");
                  }
                  return row;
                });

    assertThatThrownBy(writes.get(MANY - 1)::get).hasCauseInstanceOf(IllegalStateException.class);
    awaitAll(writes.subList(0, MANY - 1));
    assertThat(rows()).hasSize(MANY - 1).doesNotContain(MANY);
  }

  @Test
  void interrupt_ends_the_wait_for_a_turn_but_not_for_the_commit() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    beforeCommit =
        connection -> {
          committing.countDown();
          waitFor(disk);
        };
    List<FutureTask<Boolean>> writes = new ArrayList<>();
    List<Thread> started = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      Function<Sql, Integer> work = number == 1 ? blocked(insert(1)) : insert(number);
      FutureTask<Boolean> write =
          new FutureTask<>(
              () -> {
                runner.write("tenant", Deadline.in(LONG), work);
                return Thread.currentThread().isInterrupted();
              });
      writes.add(write);
      started.add(start(write));
      awaitAllWaiting();
    }

    started.get(1).interrupt();
    assertThatThrownBy(writes.get(1)::get)
        .cause()
        .isInstanceOfSatisfying(
            OperationException.class,
            e -> assertThat(e.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE));

    release.countDown();
    waitFor(committing);
    started.get(0).interrupt();
    disk.countDown();
    assertThat(writes.get(0).get()).as("still interrupted").isTrue();
    writes.get(2).get();
    assertThat(rows()).containsExactly(1, 3);
  }

  private List<FutureTask<Integer>> startTogether(IntFunction<Function<Sql, Integer>> works) {
    return startTogether(runner, MANY, works);
  }

  /** Starts writes, whose numbers begin with 1. All wait while the first one runs. */
  private List<FutureTask<Integer>> startTogether(
      TransactionRunner runner, int count, IntFunction<Function<Sql, Integer>> works) {
    List<FutureTask<Integer>> writes = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Function<Sql, Integer> own = works.apply(number);
      Function<Sql, Integer> work = number == 1 ? blocked(own) : own;
      Deadline limit = deadline.apply(number);
      FutureTask<Integer> write = new FutureTask<>(() -> runner.write("tenant", limit, work));
      writes.add(write);
      start(write);
      awaitAllWaiting();
    }
    release.countDown();
    return writes;
  }

  private static void awaitAll(List<FutureTask<Integer>> writes) throws Exception {
    for (FutureTask<Integer> write : writes) {
      write.get();
    }
  }

  private Thread start(Runnable work) {
    Thread thread = new Thread(work);
    threads.add(thread);
    thread.start();
    return thread;
  }

  private void awaitAllWaiting() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> threads.stream().allMatch(SharedCommitTest::isWaiting));
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      default -> false;
    };
  }

  private Function<Sql, Integer> blocked(Function<Sql, Integer> work) {
    return sql -> {
      waitFor(release);
      return work.apply(sql);
    };
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Function<Sql, Integer> insert(int number) {
    return sql ->
        sql.update("INSERT INTO signing_key (number, created_at, jwk) VALUES (?, 0, '')", number);
  }

  private List<Integer> rows() {
    return runner.read(
        "tenant",
        Deadline.in(LONG),
        sql -> sql.all("SELECT number FROM signing_key ORDER BY number", row -> row.getInt(1)));
  }

  /** Returns a runner whose commits of writes are counted. */
  private TransactionRunner runner(Duration maxSharing) {
    Database observed =
        proxy(
            Database.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("writers")) {
                return writers();
              }
              if (method.getName().equals("commit")
                  && ((Connection) arguments[0]).unwrap(SqliteConnection.class).writes()) {
                beforeCommit.run((Connection) arguments[0]);
                commits.incrementAndGet();
              }
              return method.invoke(database, arguments);
            });
    return new TransactionRunner(observed, STORAGE_TIMEOUT, maxSharing);
  }

  private DataSource writers() {
    return proxy(
        DataSource.class,
        (source, open, none) -> {
          Connection connection = database.writers().getConnection();
          return proxy(
              Connection.class,
              (proxy, method, arguments) -> {
                Object result = method.invoke(connection, arguments);
                if (method.getName().equals("close")) {
                  afterClose.run(connection);
                }
                return result;
              });
        });
  }
}
