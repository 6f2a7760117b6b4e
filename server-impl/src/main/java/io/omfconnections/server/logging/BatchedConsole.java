package io.omfconnections.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

/**
 * Console to which lines are written in batches: the first line of a batch waits until it is
 * {@value #BATCH_MILLIS} milliseconds old, and those that have come meanwhile follow it. The thread
 * that writes them is then woken for each batch, and not for each line, which would take longer
 * than writing it. Interrupt the thread to write lines at once.
 */
public final class BatchedConsole extends ConsoleAppender<ILoggingEvent> {
  static final int BATCH_MILLIS = 20;

  /** A line of this age is written in the batch that has begun. */
  private static final int OLD_ENOUGH_MILLIS = BATCH_MILLIS / 2;

  @Override
  protected void append(ILoggingEvent event) {
    long age = System.currentTimeMillis() - event.getTimeStamp();
    if (age >= 0 && age < OLD_ENOUGH_MILLIS) { // not if the clock was set back
      try {
        Thread.sleep(BATCH_MILLIS - age);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    super.append(event);
  }
}
