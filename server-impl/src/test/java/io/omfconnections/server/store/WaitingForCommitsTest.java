package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.WaitingThread;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests when a thread is told that it waits for a commit. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class WaitingForCommitsTest extends EachEngineFixture {
  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  /** A thread that counts its waits. */
  private final class CountingThread extends Thread implements WaitingThread {
    CountingThread(Runnable task) {
      super(task);
    }

    @Override
    public void beginWaiting() {
      waits.incrementAndGet();
      waiting.incrementAndGet();
    }

    @Override
    public void endWaiting() {
      waiting.decrementAndGet();
    }
  }

  @Test
  void thread_that_reads_does_not_wait() throws Exception {
    run(this::read);

    assertThat(waits).hasValue(0);
  }

  /** PostgreSQL joins the commits of transactions that run at the same time itself. */
  @Test
  void thread_waits_for_a_commit_that_others_can_share() throws Exception {
    run(this::write);

    // With SQLite for its turn, even if that has come, and for the disk
    assertThat(waits).hasValue(database.maxWriters() == 1 ? 2 : 0);
    assertThat(waiting).hasValue(0);
  }

  @Test
  void thread_waits_for_the_turn_to_share_a_commit() throws Exception {
    assumeTrue(database.maxWriters() == 1, "writes share a commit");
    CountDownLatch begins = new CountDownLatch(1);
    CountDownLatch ends = new CountDownLatch(1);
    TransactionRunner runner = new TransactionRunner(database, STORAGE_TIMEOUT);
    // Not counted
    Thread first = new Thread(() -> write(runner, begins, ends));
    first.setDaemon(true); // must not wait for ever if the test fails
    first.start();
    begins.await();

    FutureTask<Boolean> second = start(() -> write(runner, begins, ends));
    await().until(() -> waiting.get() == 1);
    ends.countDown();
    assertThat(second.get()).isTrue();
    assertThat(waiting).hasValue(0);
    first.join();
  }

  @Test
  void thread_waits_for_the_commit_of_another_one() throws Exception {
    assumeTrue(database.maxWriters() == 1, "writes share a commit");
    // Its transactions accept further units for as long as this test takes.
    TransactionRunner runner =
        new TransactionRunner(database, STORAGE_TIMEOUT, Duration.ofMinutes(1));
    CountDownLatch firstBegins = new CountDownLatch(1);
    CountDownLatch firstEnds = new CountDownLatch(1);
    CountDownLatch secondBegins = new CountDownLatch(1);
    CountDownLatch secondEnds = new CountDownLatch(1);

    FutureTask<Boolean> first = start(() -> write(runner, firstBegins, firstEnds));
    firstBegins.await();
    FutureTask<Boolean> second = start(() -> write(runner, secondBegins, secondEnds));
    await().until(() -> waiting.get() == 1);
    firstEnds.countDown();
    secondBegins.await();

    await().until(() -> waiting.get() == 1);
    assertThat(first.isDone()).isFalse();
    secondEnds.countDown();
    assertThat(first.get() && second.get()).isTrue();
    assertThat(waiting).hasValue(0);
  }

  private static boolean write(
      TransactionRunner runner, CountDownLatch begins, CountDownLatch ends) {
    return runner.write(
        "tenant",
        Deadline.in(Duration.ofSeconds(30)),
        sql -> {
          begins.countDown();
          return awaitEnd(ends);
        });
  }

  private boolean read() {
    return store.read(
        "tenant", Deadline.in(Duration.ofSeconds(30)), transaction -> !transaction.isEmpty());
  }

  private boolean write() {
    return store.write(
        "tenant",
        Deadline.in(Duration.ofSeconds(30)),
        transaction -> {
          transaction.insert(NAMESPACE, connection("id" + waits, T0));
          return true;
        });
  }

  private static boolean awaitEnd(CountDownLatch end) {
    try {
      end.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(Callable<Boolean> work) throws Exception {
    start(work).get();
  }

  private FutureTask<Boolean> start(Callable<Boolean> work) {
    FutureTask<Boolean> task = new FutureTask<>(work);
    new CountingThread(task).start();
    return task;
  }
}
