package io.omfconnections.server.rest;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The metrics in the text format of Prometheus. They are collected once a second at most, by one
 * request at a time; other requests get the metrics that were collected last.
 */
final class MetricsEndpoint extends DirectEndpoint {
  static final String PATH = "/metrics";

  static final List<Route> ROUTES = List.of(Route.of("GET", PATH), Route.of("HEAD", PATH));

  /** The format of Prometheus since 0.0.4, which every collector reads. */
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Time for which collected metrics are used again. */
  static final Duration FRESH = Duration.ofSeconds(1);

  private record Scrape(String text, long nanos) {}

  private final PrometheusMeterRegistry registry;
  private final LongSupplier nanoTime;
  private final Semaphore collecting = new Semaphore(1);
  private volatile @Nullable Scrape last;

  /**
   * Creates the endpoint.
   *
   * @param nanoTime the source of time, as {@link System#nanoTime}
   */
  MetricsEndpoint(PrometheusMeterRegistry registry, LongSupplier nanoTime) {
    super(ROUTES);
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  @Override
  void respond(RequestContext context) throws IOException {
    byte[] text = text().getBytes(StandardCharsets.UTF_8);
    Response response = context.request().getResponse();
    response.setContentType(CONTENT_TYPE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    new ResponseStream(response.getOutputStream(), context).write(text);
  }

  /** Otherwise, nobody could see how many requests arrive while the server stops. */
  @Override
  boolean respondsWhileStopping() {
    return true;
  }

  /** Returns the metrics, as they were within the last second. */
  String text() {
    Scrape scrape = last;
    if (scrape != null && nanoTime.getAsLong() - scrape.nanos() < FRESH.toNanos()) {
      return scrape.text();
    }
    if (!collecting.tryAcquire()) {
      if (scrape == null) {
        throw new ApiException(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The metrics are being collected for another request.",
            Map.of("metrics", "are being collected"));
      }
      return scrape.text();
    }
    try {
      String text = registry.scrape(CONTENT_TYPE);
      last = new Scrape(text, nanoTime.getAsLong());
      return text;
    } finally {
      collecting.release();
    }
  }
}
