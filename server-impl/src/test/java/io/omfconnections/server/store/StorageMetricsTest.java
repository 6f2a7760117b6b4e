package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.OperationException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TransactionRunner runner =
      new TransactionRunner(
          SqliteDatabase.inMemory(), Duration.ofSeconds(20), Duration.ofMillis(10), registry);

  @AfterEach
  void close() {
    runner.close();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, refused",
    "FORBIDDEN, refused",
    "NOT_FOUND, refused",
    "TIMED_OUT, failed",
    "UNAVAILABLE, failed",
    "STORAGE_TIMED_OUT, failed"
  })
  void only_an_error_of_the_caller_is_a_refusal(Kind kind, String result) {
    assertThatThrownBy(
            () ->
                write(
                    Duration.ofSeconds(20),
                    () -> {
                      throw new OperationException(kind, "No.", Map.of());
                    }))
        .isInstanceOf(OperationException.class);
    assertCounted(result);
  }

  @Test
  void defect_is_a_failure() {
    assertThatThrownBy(
            () ->
                write(
                    Duration.ofSeconds(20),
                    () -> {
                      throw new IllegalStateException("defect");
                    }))
        .hasMessage("defect");
    assertCounted("failed");
  }

  @Test
  void turn_that_does_not_come_is_a_failure() throws Exception {
    CountDownLatch writes = new CountDownLatch(1);
    CountDownLatch ends = new CountDownLatch(1);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () ->
                write(
                    Duration.ofSeconds(20),
                    () -> {
                      writes.countDown();
                      await(ends);
                    }));
    await(writes);

    assertThatThrownBy(() -> write(Duration.ofMillis(20), () -> {}))
        .isInstanceOf(OperationException.class);
    assertCounted("failed");
    ends.countDown();
    first.join();
  }

  private void write(Duration time, Runnable work) {
    runner.write(
        "tenant",
        Deadline.in(time),
        sql -> {
          work.run();
          return "";
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertCounted(String result) {
    for (String each : new String[] {"committed", "refused", "conflict", "failed"}) {
      assertThat(
              registry
                  .get("omf.storage.transactions")
                  .tag("kind", "write")
                  .tag("result", each)
                  .timer()
                  .count())
          .as(each)
          .isEqualTo(each.equals(result) ? 1 : 0);
    }
  }
}
