package io.omfconnections.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class StackTraceLimitTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final StackTraceLimit limit = new StackTraceLimit(() -> now);

  @BeforeEach
  void setMdc() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @Test
  void failure_that_lasts_has_one_stack_trace_and_one_line_each_time() {
    assertThat(limit.apply(event(full())).getThrowableProxy()).isNotNull();
    for (int i = 0; i < 50; i++) {
      ILoggingEvent line = limit.apply(event(full()));

      assertThat(line.getThrowableProxy()).isNull();
      assertThat(line.getFormattedMessage())
          .startsWith("Storage is not available.")
          .contains("[SQLITE_FULL] the disk is full")
          .doesNotContain("\n");
    }
  }

  @Test
  void line_without_stack_trace_keeps_everything_else() {
    limit.apply(event(full()));
    LoggingEvent event = event(full());
    event.setMDCPropertyMap(Map.of("operationId", "1"));
    event.addKeyValuePair(new KeyValuePair("key", "value"));

    ILoggingEvent line = limit.apply(event);

    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertThat(line.getLoggerName()).isEqualTo("test");
    assertThat(line.getInstant()).isEqualTo(event.getInstant());
    assertThat(line.getThreadName()).isEqualTo(event.getThreadName());
    assertThat(line.getMDCPropertyMap()).containsEntry("operationId", "1");
    assertThat(line.getKeyValuePairs()).hasSize(1);
  }

  @Test
  void other_kind_of_failure_has_its_own_stack_trace() {
    limit.apply(event(full()));

    assertThat(limit.apply(event(failure("[SQLITE_IOERR] broken"))).getThrowableProxy())
        .isNotNull();
    assertThat(limit.apply(event(new NullPointerException())).getThrowableProxy()).isNotNull();
  }

  @Test
  void stack_trace_is_logged_again_after_an_hour() {
    limit.apply(event(full()));
    now = now.plus(StackTraceLimit.PERIOD);

    assertThat(limit.apply(event(full())).getThrowableProxy()).isNotNull();
    assertThat(limit.apply(event(full())).getThrowableProxy()).isNull();
  }

  @Test
  void number_of_stack_traces_is_limited_if_every_failure_differs() {
    int stackTraces = 0;
    for (int i = 0; i < StackTraceLimit.MAX_KINDS * 2; i++) {
      if (limit.apply(event(failure("message" + i))).getThrowableProxy() != null) {
        stackTraces++;
      }
    }

    assertThat(stackTraces).isEqualTo(StackTraceLimit.MAX_KINDS);
  }

  private LoggingEvent event(Throwable failure) {
    return new LoggingEvent(
        "", logger, Level.WARN, "{} is not available.", failure, new Object[] {"Storage"});
  }

  private static Throwable full() {
    return new IllegalStateException(failure("[SQLITE_FULL] the disk\nis full"));
  }

  private static IOException failure(String message) {
    return new IOException(message);
  }
}
