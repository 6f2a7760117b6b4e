package io.omfconnections.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Limits stack traces, so that a failure that lasts, such as a full disk, does not fill the log:
 * one for each kind of failure in an hour, and at most {@value #MAX_KINDS} in an hour. In other
 * lines, the message of the root cause replaces the stack trace.
 *
 * <p>The kind is the class of the root cause, the place where it was thrown, and the first word of
 * its message, which is the result code in the messages of SQLite.
 */
final class StackTraceLimit {
  static final int MAX_KINDS = 100;
  static final Duration PERIOD = Duration.ofHours(1);

  private static final int MAX_MESSAGE_LENGTH = 300;

  private final InstantSource clock;
  private final Set<String> kinds = new HashSet<>();
  private Instant periodStart;

  StackTraceLimit(InstantSource clock) {
    this.clock = clock;
    this.periodStart = clock.instant();
  }

  /** Returns the event, or an event without the stack trace if the limit has been reached. */
  synchronized ILoggingEvent apply(ILoggingEvent event) {
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure == null) {
      return event;
    }
    Instant now = clock.instant();
    if (Duration.between(periodStart, now).abs().compareTo(PERIOD) >= 0) {
      periodStart = now;
      kinds.clear();
    }
    IThrowableProxy root = failure;
    while (root.getCause() != null && !root.getCause().isCyclic()) {
      root = root.getCause();
    }
    if (kinds.size() < MAX_KINDS && kinds.add(kind(root))) {
      return event;
    }
    return withoutStackTrace(event, root);
  }

  private static String kind(IThrowableProxy root) {
    StackTraceElementProxy[] frames = root.getStackTraceElementProxyArray();
    String word = String.valueOf(root.getMessage()).split(" ", 2)[0];
    return root.getClassName() + " " + (frames.length == 0 ? "" : frames[0]) + " " + word;
  }

  private static ILoggingEvent withoutStackTrace(ILoggingEvent event, IThrowableProxy root) {
    LoggingEvent line = new LoggingEvent();
    line.setLoggerContextRemoteView(event.getLoggerContextVO());
    line.setLoggerName(event.getLoggerName());
    line.setThreadName(event.getThreadName());
    line.setLevel(event.getLevel());
    line.setInstant(event.getInstant());
    line.setMDCPropertyMap(event.getMDCPropertyMap());
    line.setKeyValuePairs(event.getKeyValuePairs());
    line.setMessage(event.getFormattedMessage() + " " + oneLine(root));
    return line;
  }

  private static String oneLine(IThrowableProxy root) {
    String text = root.getClassName() + ": " + root.getMessage();
    String shortened = text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH));
    return "(" + shortened.replaceAll("\\p{Cntrl}+", " ") + ")";
  }
}
