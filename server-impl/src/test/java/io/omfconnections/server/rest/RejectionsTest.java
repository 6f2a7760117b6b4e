package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.DirectoryFile;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests under which cause a request with status 503 or 504 is counted. */
class RejectionsTest {
  private static final int PLACES = 2;
  private static final int MEMORY = 1_000_000;
  private static final Contract CONTRACT = Contract.load();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Timer timer = new Timer();
  private final MemoryBudget memory = new MemoryBudget(MEMORY);
  private final AtomicLong nanos = new AtomicLong();
  private volatile RequestFilter filter = request -> {};

  /** Its storage does not respond to health checks. */
  private final RequestHandler handler =
      new RequestHandler(
          List.of(request -> filter.filter(request)),
          new CrossOrigin(Set.of(), CONTRACT),
          List.of(
              new HealthEndpoints(
                  new StorageCheck(
                      deadline -> {
                        throw unavailable();
                      },
                      () -> nanos.addAndGet(StorageCheck.FRESH.toNanos())))),
          null,
          new RequestProcessor(
              new ErrorWriter(Json.mapper(CONTRACT)),
              new RequestMetrics(registry, Set.of()),
              PLACES,
              TcpConnectionLimit.of(TCPNIOTransportBuilder.newInstance().build(), 100, timer),
              timer),
          memory,
          DirectoryFile::development,
          Duration.ofSeconds(30),
          timer);

  @AfterEach
  void stop() {
    timer.close();
  }

  @ParameterizedTest
  @EnumSource
  void rejection_is_counted_under_its_cause_and_no_other(Rejection cause) throws Exception {
    try (HandlerServer server = new HandlerServer(handler, PLACES + 1)) {
      assertThat(reject(cause, server).statusCode()).isEqualTo(503);
    }

    assertCounted(cause);
  }

  @ParameterizedTest
  @CsvSource({"UNAVAILABLE, 503", "STORAGE_TIMED_OUT, 504", "OUTCOME_UNKNOWN, 503"})
  void failure_of_storage_is_counted_under_storage(OperationException.Kind kind, int status)
      throws Exception {
    filter =
        request -> {
          operation(request);
          request.identity(new Identity(TrusteeType.CLIENT, "c", "tenant", Set.of()));
          throw failure(kind);
        };
    try (HandlerServer server = new HandlerServer(handler)) {
      assertThat(server.get().statusCode()).isEqualTo(status);
    }

    assertCounted(Rejection.STORAGE);
  }

  @Test
  void health_check_without_storage_is_counted_under_storage() throws Exception {
    try (HandlerServer server = new HandlerServer(handler)) {
      assertThat(server.get(HealthEndpoints.READY).statusCode()).isEqualTo(503);
    }

    assertCounted(Rejection.STORAGE);
  }

  /** Returns the response to a request that is rejected for this cause. */
  private HttpResponse<String> reject(Rejection cause, HandlerServer server) throws Exception {
    switch (cause) {
      case PLACES -> {
        return whileInProgress(PLACES, server);
      }
      case SHARE_OF_PLACES -> {
        // Two requests of the same network would leave no place to others.
        filter = new ShareFilter();
        return whileInProgress(PLACES - 1, server);
      }
      case PAGES -> {
        PageFilter pages = new PageFilter();
        for (int i = 0; i < PageFilter.MAX_PAGES; i++) {
          pages.filter(page());
        }
        filter =
            request -> {
              request.route(WebPages.DOCS, null, Map.of(), WebPages.DOCS);
              pages.filter(request);
            };
      }
      case MEMORY -> filter = request -> request.reserveForResponse(MEMORY + 1);
      case SHARE_OF_MEMORY -> {
        MemoryBudget.Reservation others = memory.reservation();
        others.assign("tenant a");
        others.reserve(MEMORY / 2);
        filter =
            request -> {
              request.caller("tenant a");
              request.reserveForResponse(MEMORY / 3);
            };
      }
      case STORAGE ->
          filter =
              request -> {
                operation(request);
                request.identity(new Identity(TrusteeType.CLIENT, "c", "tenant", Set.of()));
                throw unavailable();
              };
      case TOKEN_KEYS ->
          filter =
              request -> {
                operation(request);
                throw unavailable();
              };
      case STOPPING -> handler.refuse();
    }
    return server.get();
  }

  /** Returns the response to a request that is sent while others are in progress. */
  private HttpResponse<String> whileInProgress(int others, HandlerServer server) throws Exception {
    RequestFilter before = filter;
    CountDownLatch begun = new CountDownLatch(others);
    CountDownLatch end = new CountDownLatch(1);
    filter =
        request -> {
          before.filter(request);
          begun.countDown();
          awaitEnd(end);
          throw ApiException.unknownPath();
        };
    List<CompletableFuture<HttpResponse<String>>> responses =
        Stream.generate(server::getAsync).limit(others).toList();
    try {
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      return server.get();
    } finally {
      end.countDown();
      for (CompletableFuture<HttpResponse<String>> response : responses) {
        assertThat(response.get().statusCode()).isEqualTo(404);
      }
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RequestContext page() {
    RequestContext request = TestRequests.to("GET", WebPages.DOCS);
    request.route(WebPages.DOCS, null, Map.of(), WebPages.DOCS);
    FairShares.Part place = new FairShares(1).part();
    request.place(place);
    return request;
  }

  private static void operation(RequestContext request) {
    Contract.Operation operation = TestRequests.operation(CONTRACT, "getOmfConnections");
    request.route(operation.route().template(), operation, Map.of(), "/");
  }

  private static OperationException unavailable() {
    return failure(OperationException.Kind.UNAVAILABLE);
  }

  private static OperationException failure(OperationException.Kind kind) {
    return new OperationException(kind, "It has failed.", Map.of());
  }

  private void assertCounted(Rejection cause) {
    // A request is counted when its response has been sent.
    await()
        .untilAsserted(
            () ->
                assertThat(
                        registry.find("omf.requests.rejected").counters().stream()
                            .filter(counter -> counter.count() > 0)
                            .collect(
                                Collectors.toMap(
                                    counter -> counter.getId().getTag("cause"), Counter::count)))
                    .isEqualTo(Map.of(cause.label(), 1.0)));
  }
}
