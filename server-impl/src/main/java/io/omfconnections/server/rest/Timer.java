package io.omfconnections.server.rest;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short tasks later, one after the other. After {@link #close} it ignores tasks: all of them
 * limit connections or requests, and the server has closed these.
 */
final class Timer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  // Its thread starts with the first task.
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "http-timer");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /** Runs a task after a delay. If it fails, the failure is logged. */
  void after(Duration delay, Runnable task) {
    var unused = executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // The executor would only keep it in the task's future, which nobody reads.
      LOG.error("A task of the timer has failed", e);
      FatalErrors.report(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
