package io.omfconnections.server.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts and times requests. The labels come from fixed sets, never from a request: the operations
 * of the contract, the other paths of the service, the status codes, and causes. A meter is looked
 * up in a map and an array, so that a request costs little.
 */
final class RequestMetrics {
  /** The name of the operation for requests that match none. */
  static final String OTHER = "other";

  /** The upper bounds of the buckets of durations. */
  static final List<Duration> BUCKETS =
      List.of(
          Duration.ofMillis(2),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(25),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  /** The result of a token request that has issued a token. */
  static final String ISSUED = "issued";

  /** The results of token requests: the error codes of the endpoint (RFC 6749), and others. */
  private static final Set<String> TOKEN_RESULTS =
      Set.of(
          ISSUED,
          "invalid_request",
          "invalid_client",
          "unsupported_grant_type",
          "invalid_scope",
          "too_many_wrong_secrets",
          "busy",
          OTHER);

  private static final Set<Integer> REJECTED =
      Set.of(ErrorCode.SERVICE_UNAVAILABLE.status(), ErrorCode.GATEWAY_TIMEOUT.status());

  private static final int MIN_STATUS = 100;
  private static final int MAX_STATUS = 599;

  private final MeterRegistry registry;
  private final Map<String, AtomicReferenceArray<Timer>> requests = new HashMap<>();
  private final Map<Rejection, Counter> rejections = new EnumMap<>(Rejection.class);
  private final Map<String, Counter> tokens = new HashMap<>();
  private final Counter malformed;

  /**
   * Creates the metrics of a server.
   *
   * @param operations the names of the operations; requests with other names are counted together
   */
  RequestMetrics(MeterRegistry registry, Collection<String> operations) {
    this.registry = registry;
    for (String operation : operations) {
      requests.put(operation, new AtomicReferenceArray<>(MAX_STATUS - MIN_STATUS + 1));
    }
    requests.put(OTHER, new AtomicReferenceArray<>(MAX_STATUS - MIN_STATUS + 1));
    for (Rejection cause : Rejection.values()) {
      rejections.put(
          cause,
          Counter.builder("omf.requests.rejected")
              .description("Requests that got 503 or 504, by cause")
              .tag("cause", cause.label())
              .register(registry));
    }
    for (String result : TOKEN_RESULTS) {
      tokens.put(
          result,
          Counter.builder("omf.token.requests")
              .description("Requests to the token endpoint of the built-in issuer, by result")
              .tag("result", result)
              .register(registry));
    }
    malformed =
        Counter.builder("omf.requests.malformed")
            .description("Requests that are not valid HTTP")
            .register(registry);
  }

  /** Counts a request whose response has been sent. */
  void ended(RequestContext context, int status) {
    timer(operation(context), status).record(context.elapsed());
    Rejection cause = context.rejection();
    if (cause != null && REJECTED.contains(status)) {
      count(rejections, cause);
    }
  }

  /** Counts a token request. */
  void tokenRequest(String result) {
    count(tokens, tokens.containsKey(result) ? result : OTHER);
  }

  /** Counts a request that is not valid HTTP. */
  void malformed() {
    malformed.increment();
  }

  private static <K> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }

  private static String operation(RequestContext context) {
    Contract.Operation operation = context.operation();
    if (operation != null) {
      return operation.operationId();
    }
    String template = context.template();
    return template == null ? OTHER : template;
  }

  private Timer timer(String operation, int status) {
    String name = requests.containsKey(operation) ? operation : OTHER;
    AtomicReferenceArray<Timer> byStatus = requests.get(name);
    int index = Math.max(MIN_STATUS, Math.min(MAX_STATUS, status)) - MIN_STATUS;
    Timer timer = byStatus == null ? null : byStatus.get(index);
    if (timer != null) {
      return timer;
    }
    // The registry returns the same timer to all threads that register it.
    Timer registered =
        Timer.builder("omf.requests")
            .description("Duration of requests, until the response is sent")
            .tag("operation", name)
            .tag("status", Integer.toString(index + MIN_STATUS))
            .serviceLevelObjectives(BUCKETS.toArray(new Duration[0]))
            .register(registry);
    if (byStatus != null) {
      byStatus.set(index, registered);
    }
    return registered;
  }
}
