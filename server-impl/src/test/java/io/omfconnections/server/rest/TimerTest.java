package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerTest {
  private final Timer timer = new Timer();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    timer.close();
  }

  @Test
  void task_runs_although_others_have_failed() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    timer.after(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("the first task fails");
        });
    timer.after(Duration.ofMillis(1), ran::countDown);

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void lack_of_memory_is_reported() throws Exception {
    CountDownLatch reported = new CountDownLatch(1);
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> reported.countDown());
    timer.after(
        Duration.ZERO,
        () -> {
          throw new OutOfMemoryError("simulated");
        });

    assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closed_timer_ignores_tasks() {
    timer.close();
    timer.after(Duration.ZERO, () -> {});
  }
}
