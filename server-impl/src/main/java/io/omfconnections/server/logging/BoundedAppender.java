package io.omfconnections.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * Appender in front of the console that never makes a caller wait. Lines wait in a queue of at most
 * {@value #QUEUE_SIZE} while the console does not accept them. If the queue is full, further lines
 * are dropped; their number is logged as soon as the queue is half empty. Stopping waits at most
 * {@value #MAX_FLUSH_MILLIS} milliseconds for the console.
 *
 * <p>A stack trace is logged once an hour for each kind of failure, see {@link StackTraceLimit}.
 */
public final class BoundedAppender extends AsyncAppender {
  static final int QUEUE_SIZE = 1024;
  static final int MAX_FLUSH_MILLIS = 2_000;

  private final StackTraceLimit stackTraces = new StackTraceLimit(InstantSource.system());
  private static final LongAdder ALL_DROPPED = new LongAdder();

  private long dropped;

  /** Creates an appender, to which the configuration adds the console. */
  public BoundedAppender() {
    setQueueSize(QUEUE_SIZE);
    setMaxFlushTime(MAX_FLUSH_MILLIS);
    setNeverBlock(true);
    setDiscardingThreshold(0); // the default drops INFO lines before the queue is full
  }

  /** Returns the number of lines that were dropped since the start of the process. */
  public static long allDropped() {
    return ALL_DROPPED.sum();
  }

  /** Synchronized, so that no line is dropped between the check and the insertion unnoticed. */
  @Override
  protected synchronized void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      dropped++;
      ALL_DROPPED.increment();
      return;
    }
    if (dropped > 0 && getRemainingCapacity() >= QUEUE_SIZE / 2) {
      reportDropped();
    }
    super.append(stackTraces.apply(event));
  }

  @Override
  public synchronized void stop() {
    if (dropped > 0 && isStarted()) {
      reportDropped();
    }
    super.stop();
  }

  private void reportDropped() {
    Logger logger = ((LoggerContext) getContext()).getLogger(BoundedAppender.class);
    super.append(
        new LoggingEvent(
            BoundedAppender.class.getName(),
            logger,
            Level.WARN,
            "{} log lines were dropped, because nothing read the log in time",
            null,
            new Object[] {dropped}));
    dropped = 0;
  }
}
