package io.omfconnections.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The messages that a class logs until this object is closed. */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** Starts to capture the messages of a class. */
  public CapturedLog(Class<?> type) {
    logger = (Logger) LoggerFactory.getLogger(type);
    lines.start();
    logger.addAppender(lines);
  }

  /** Returns the messages up to now. */
  public List<String> messages() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Returns the messages up to now, with their levels and exceptions. */
  List<ILoggingEvent> events() {
    synchronized (lines) { // as the appender does while it adds a message
      return List.copyOf(lines.list);
    }
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
  }
}
