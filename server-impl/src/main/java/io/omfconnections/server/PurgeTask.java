package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.rest.FatalErrors;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background task that removes the data of deleted connections from storage.
 *
 * <p>Works in small steps, each of which is committed. Looks for work once a minute. While there is
 * work, it pauses after each step for as long as the step took, so that other processes that write
 * to the same database get their turn; within this process, storage is fair.
 */
final class PurgeTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeTask.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "purge");
            thread.setDaemon(true);
            return thread;
          });
  private final ConnectionService service;
  private final Duration timeout;
  private final Duration interval;

  private PurgeTask(ConnectionService service, Duration timeout, Duration interval) {
    this.service = service;
    this.timeout = timeout;
    this.interval = interval;
  }

  /**
   * Starts the task.
   *
   * @param timeout maximum time that one step waits for storage
   */
  static PurgeTask start(ConnectionService service, Duration timeout) {
    return start(service, timeout, INTERVAL);
  }

  /** Starts a task that looks for work after each interval. */
  static PurgeTask start(ConnectionService service, Duration timeout, Duration interval) {
    PurgeTask task = new PurgeTask(service, timeout, interval);
    task.schedule(Duration.ZERO);
    return task;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the step catches its exceptions
  private void schedule(Duration delay) {
    try {
      executor.schedule(this::step, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The task has been closed.
    }
  }

  private void step() {
    Duration pause = interval;
    try {
      long start = System.nanoTime();
      if (service.purge(Deadline.in(timeout))) {
        pause = Duration.ofNanos(System.nanoTime() - start);
      }
    } catch (OutOfMemoryError e) {
      FatalErrors.report(e); // ends the command line program
    } catch (Throwable e) {
      // Interrupted means that the server is being closed.
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn(
            "Failed to purge deleted connections; will retry in {} s", interval.toSeconds(), e);
      }
    } finally {
      schedule(pause);
    }
  }

  /** Stops the task, and interrupts a step in progress. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
