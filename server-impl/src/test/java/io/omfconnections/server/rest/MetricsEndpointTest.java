package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger collections = new AtomicInteger();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch unblocked = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean blocking;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MetricsEndpoint endpoint = new MetricsEndpoint(registry, nanos::get);

  MetricsEndpointTest() {
    Gauge.builder("collections", this::collect).register(registry);
  }

  @AfterEach
  void stop() {
    unblocked.countDown();
    threads.shutdownNow();
  }

  private int collect() {
    if (blocking) {
      reached.countDown();
      try {
        unblocked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return collections.incrementAndGet();
  }

  @Test
  void metrics_are_collected_once_a_second_at_most() {
    assertThat(endpoint.text()).contains("collections 1.0");
    nanos.addAndGet(MetricsEndpoint.FRESH.toNanos() - 1);
    assertThat(endpoint.text()).contains("collections 1.0");
    nanos.incrementAndGet();
    assertThat(endpoint.text()).contains("collections 2.0");
  }

  @Test
  void request_does_not_wait_while_another_request_collects() throws Exception {
    endpoint.text();
    nanos.addAndGet(MetricsEndpoint.FRESH.toNanos());
    blocking = true;
    Future<String> slow = threads.submit(endpoint::text);
    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();

    assertThat(endpoint.text()).contains("collections 1.0");

    unblocked.countDown();
    assertThat(slow.get(20, TimeUnit.SECONDS)).contains("collections 2.0");
  }

  @Test
  void first_request_alone_collects() throws Exception {
    blocking = true;
    Future<String> slow = threads.submit(endpoint::text);
    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(endpoint::text)
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));

    unblocked.countDown();
    slow.get(20, TimeUnit.SECONDS);
  }
}
