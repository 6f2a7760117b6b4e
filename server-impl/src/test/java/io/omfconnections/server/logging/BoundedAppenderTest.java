package io.omfconnections.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedAppenderTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final BoundedAppender appender = new BoundedAppender();
  private final Console console = new Console();

  @BeforeEach
  void start() {
    start(context, logger, appender, console);
  }

  /** Has a logger write through an appender to a console, and starts both. */
  static void start(
      LoggerContext context,
      Logger logger,
      BoundedAppender appender,
      Appender<ILoggingEvent> console) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    console.setContext(context);
    console.start();
    appender.setContext(context);
    appender.addAppender(console);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    console.open.countDown();
    context.stop();
  }

  @Test
  void console_that_blocks_blocks_no_caller_and_dropped_lines_are_counted() {
    int count = BoundedAppender.QUEUE_SIZE * 3;
    for (int i = 0; i < count; i++) {
      logger.info("line");
    }

    console.open.countDown();
    await().until(() -> appender.getNumberOfElementsInQueue() == 0);
    logger.info("last");

    await().until(() -> console.lines.contains("last"));
    // Told in several lines if there was room in between.
    int dropped =
        console.lines.stream()
            .filter(
                line ->
                    line.endsWith(" log lines were dropped, because nothing read the log in time"))
            .mapToInt(line -> Integer.parseInt(line.split(" ", 2)[0]))
            .sum();
    assertThat(dropped).isPositive();
    assertThat(console.lines.stream().filter("line"::equals)).hasSize(count - dropped);
  }

  @Test
  void stop_writes_the_queue() {
    for (int i = 0; i < 100; i++) {
      logger.info("line");
    }
    console.open.countDown();

    context.stop();

    assertThat(console.lines).hasSize(100);
  }

  @Test
  void stop_does_not_wait_for_a_console_that_blocks() {
    logger.info("line");
    logger.info("line");

    context.stop(); // would not return

    assertThat(console.lines).isEmpty();
  }

  /** Accepts nothing until it is opened; like a pipe, it can't be interrupted. */
  private static final class Console extends AppenderBase<ILoggingEvent> {
    final CountDownLatch open = new CountDownLatch(1);
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      boolean opened = false;
      while (!opened) {
        try {
          open.await();
          opened = true;
        } catch (InterruptedException e) {
          // continues to wait
        }
      }
      lines.add(event.getFormattedMessage());
    }
  }
}
