package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StorageCheckTest {
  private final AtomicLong time = new AtomicLong();
  private final AtomicInteger queries = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean available = true;

  private final StorageCheck check =
      new StorageCheck(
          deadline -> {
            queries.incrementAndGet();
            if (!available) {
              throw new IllegalStateException("storage is away");
            }
          },
          time::get);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void one_query_serves_any_number_of_requests_for_a_second() {
    for (int second = 0; second < 3; second++) {
      advance(StorageCheck.FRESH);
      for (int i = 0; i < 100; i++) {
        assertThat(check.responds()).isTrue();
      }
    }
    assertThat(queries).hasValue(3);
  }

  @Test
  void failure_and_recovery_are_noticed_after_a_second() {
    available = false;
    assertThat(check.responds()).isTrue();
    advance(StorageCheck.FRESH);
    assertThat(check.responds()).isFalse();

    available = true;
    assertThat(check.responds()).isFalse();
    advance(StorageCheck.FRESH);
    assertThat(check.responds()).isTrue();
  }

  @Test
  @Timeout(60)
  void requests_get_the_last_result_while_another_one_queries_and_503_when_that_takes_too_long()
      throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    StorageCheck hanging =
        new StorageCheck(
            deadline -> {
              queries.incrementAndGet();
              started.countDown();
              awaitEnd(end);
            },
            time::get);
    advance(Duration.ofHours(1)); // however old the last result is
    Future<Boolean> first = threads.submit(hanging::responds);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    // On this thread: if one of the calls waited for the query, the test would not end.
    advance(StorageCheck.TIMEOUT.minusNanos(1));
    for (int i = 0; i < 100; i++) {
      assertThat(hanging.responds()).as("the last result is used").isTrue();
    }
    advance(Duration.ofNanos(1));
    for (int i = 0; i < 100; i++) {
      assertThat(hanging.responds()).as("the query takes too long").isFalse();
    }
    assertThat(first.isDone()).isFalse();
    end.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(hanging.responds()).isTrue();
    assertThat(queries).hasValue(1);
  }

  private void advance(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
