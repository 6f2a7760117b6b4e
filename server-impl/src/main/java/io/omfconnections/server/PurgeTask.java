package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.Deadline;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background task that removes deleted connections from storage, once a minute. */
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

  private PurgeTask(ConnectionService service, Duration timeout) {
    this.service = service;
    this.timeout = timeout;
  }

  /**
   * Starts the task.
   *
   * @param timeout maximum time that one run waits for storage
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the task catches its exceptions
  static PurgeTask start(ConnectionService service, Duration timeout) {
    PurgeTask task = new PurgeTask(service, timeout);
    task.executor.scheduleWithFixedDelay(task::run, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return task;
  }

  private void run() {
    try {
      service.purge(Deadline.in(timeout));
    } catch (RuntimeException e) {
      // Interrupted means that the server is being closed.
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn(
            "Failed to purge deleted connections; will retry in {} s", INTERVAL.toSeconds(), e);
      }
    }
  }

  /** Stops the task, and interrupts a run in progress. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
