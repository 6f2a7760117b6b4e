package io.omfconnections.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchedConsoleTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    BatchedConsole console = new BatchedConsole();
    console.setEncoder(encoder);
    BoundedAppenderTest.start(context, logger, new BoundedAppender(), console);
    console.setOutputStream(out);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void all_lines_are_written_in_their_order() {
    log(0, 200);
    await().until(() -> lines().size() == 200);
    log(200, 201);
    await().until(() -> lines().size() == 201);

    assertThat(lines()).isEqualTo(numbers(0, 201));
  }

  @Test
  void lines_that_wait_are_written_when_logging_stops() {
    log(0, 500);

    context.stop();

    assertThat(lines()).isEqualTo(numbers(0, 500));
  }

  private void log(int from, int to) {
    numbers(from, to).forEach(logger::info);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
