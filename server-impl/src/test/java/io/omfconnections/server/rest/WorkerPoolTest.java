package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omfconnections.server.connections.WaitingThread;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  private static final int MAX = 50;
  private static final int FEW = WorkerPool.few(MAX);

  private final Timer timer = new Timer();
  private final WorkerPool pool = new WorkerPool("test", MAX, timer);
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    pool.shutdownNow();
    timer.close();
  }

  @Test
  void tasks_run_although_all_threads_wait() throws Exception {
    startTasksThatWait(FEW);
    await().until(() -> waiting.get() == FEW);

    pool.submit(() -> {}).get();

    assertThat(pool.getPoolSize()).isGreaterThan(FEW);
  }

  @Test
  void all_threads_up_to_the_maximum_can_wait_at_the_same_time() {
    startTasksThatWait(MAX + 1);

    await().until(() -> waiting.get() == MAX);
    await()
        .during(Duration.ofMillis(100))
        .until(() -> waiting.get() == MAX && pool.getPoolSize() == MAX);
    end.countDown();
    await().until(() -> waiting.get() == MAX + 1);
  }

  /** The timer, which finds busy threads, does not run in this test. */
  @Test
  void thread_that_waits_for_a_commit_is_replaced_at_once() {
    timer.close();
    startTasks(MAX + 1, () -> WaitingThread.await(this::awaitEnd));

    await().until(() -> waiting.get() == MAX);
    assertThat(pool.getPoolSize()).isEqualTo(MAX);
    end.countDown();
    await().until(() -> waiting.get() == MAX + 1);
  }

  @Test
  void threads_that_are_busy_do_not_keep_waiting_ones_from_being_replaced() {
    startTasksThatWait(FEW);
    await().until(() -> waiting.get() == FEW);
    startTasks(MAX - 2 * FEW, () -> WaitingThread.await(this::awaitEnd));
    await().until(() -> waiting.get() == MAX - FEW);

    startTasks(FEW, this::awaitEnd);

    await().until(() -> waiting.get() == MAX);
  }

  /** The counterpart: threads that are busy with something else are not replaced at once. */
  @Test
  void thread_that_is_busy_is_not_replaced_at_once() {
    timer.close();
    startTasksThatWait(MAX);

    await().until(() -> waiting.get() == FEW);
    await().during(Duration.ofMillis(100)).until(() -> pool.getPoolSize() == FEW);
  }

  @Test
  void threads_that_replaced_waiting_ones_end() {
    startTasks(MAX, () -> WaitingThread.await(this::awaitEnd));
    await().until(() -> pool.getPoolSize() == MAX);

    end.countDown();

    await().until(() -> pool.getPoolSize() == FEW);
  }

  @Test
  void threads_end_when_fewer_are_needed() {
    startTasksThatWait(MAX);
    await().until(() -> pool.getPoolSize() == MAX);

    end.countDown();

    await().until(() -> pool.getPoolSize() == FEW);
  }

  @Test
  void short_tasks_are_run_by_few_threads() throws Exception {
    for (int i = 0; i < 10 * FEW; i++) {
      pool.submit(() -> {}).get();
    }

    // A thread that the operating system stops for some time is replaced.
    assertThat(pool.getLargestPoolSize()).isLessThan(MAX / 2);
  }

  @Test
  void thread_whose_task_fails_is_replaced() throws InterruptedException, ExecutionException {
    for (int i = 0; i < 2 * FEW; i++) {
      pool.execute(
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            throw new IllegalStateException();
          });
    }

    pool.submit(() -> {}).get();
    startTasksThatWait(MAX);
    await().until(() -> waiting.get() == MAX);
  }

  private void startTasksThatWait(int number) {
    startTasks(number, this::awaitEnd);
  }

  private void startTasks(int number, Supplier<Boolean> task) {
    for (int i = 0; i < number; i++) {
      pool.execute(
          () -> {
            waiting.incrementAndGet();
            var unused = task.get();
          });
    }
  }

  private boolean awaitEnd() {
    try {
      end.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
