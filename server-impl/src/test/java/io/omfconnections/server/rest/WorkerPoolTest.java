package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
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
    for (int i = 0; i < number; i++) {
      pool.execute(
          () -> {
            waiting.incrementAndGet();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }
}
