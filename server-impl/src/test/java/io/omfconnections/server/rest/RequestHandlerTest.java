package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the way of a request. Long because each error on that way is a test. */
class RequestHandlerTest {
  private final List<String> events = new ArrayList<>();
  private final GrizzlyHttpContainer jersey =
      ContainerFactory.createContainer(
          GrizzlyHttpContainer.class,
          new ResourceConfig()
              .register(
                  new AbstractContainerLifecycleListener() {
                    @Override
                    public void onStartup(Container container) {
                      events.add("start");
                    }

                    @Override
                    public void onShutdown(Container container) {
                      events.add("stop");
                    }
                  }));
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer timer = new Timer();
  private final TcpConnectionLimit connections =
      TcpConnectionLimit.of(TCPNIOTransportBuilder.newInstance().build(), 100, timer);
  private final RequestHandler handler =
      handler(request -> request.route("/", null, Map.of(), "/"));

  private RequestHandler handler(RequestFilter filter) {
    return handler(filter, 1);
  }

  private RequestHandler handler(RequestFilter filter, int maxConcurrentRequests) {
    return handler(
        filter,
        jersey,
        maxConcurrentRequests,
        connections,
        timer,
        registry,
        DirectoryFile::development);
  }

  /** Returns a handler with one filter, whose storage responds. */
  static RequestHandler handler(
      RequestFilter filter,
      GrizzlyHttpContainer jersey,
      int maxConcurrentRequests,
      TcpConnectionLimit connections,
      Timer timer) {
    return handler(
        filter,
        jersey,
        maxConcurrentRequests,
        connections,
        timer,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        DirectoryFile::development);
  }

  private static RequestHandler handler(
      RequestFilter filter,
      GrizzlyHttpContainer jersey,
      int maxConcurrentRequests,
      TcpConnectionLimit connections,
      Timer timer,
      PrometheusMeterRegistry registry,
      Supplier<TenantDirectory> directory) {
    return new RequestHandler(
        List.of(filter),
        new CrossOrigin(Set.of(), Contract.load()),
        List.of(
            new HealthEndpoints(new StorageCheck(deadline -> {}, System::nanoTime)),
            new MetricsEndpoint(registry, System::nanoTime)),
        jersey,
        processor(maxConcurrentRequests, connections, timer, registry),
        new MemoryBudget(1_000_000),
        directory,
        Duration.ofSeconds(30),
        timer);
  }

  private static RequestProcessor processor(
      int maxConcurrentRequests,
      TcpConnectionLimit connections,
      Timer timer,
      PrometheusMeterRegistry registry) {
    return new RequestProcessor(
        new ErrorWriter(Json.mapper(Contract.load())),
        new RequestMetrics(registry, Set.of()),
        maxConcurrentRequests,
        connections,
        timer);
  }

  @Test
  void jersey_starts_and_stops_with_the_handler() {
    handler.start();
    assertThat(events).containsExactly("start");

    handler.destroy();
    assertThat(events).containsExactly("start", "stop");
  }

  @Test
  void defect_is_500_with_error_body_and_releases_its_permit() throws Exception {
    try (HandlerServer server = new HandlerServer(handler)) {
      jersey.destroy(); // so that it throws
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response = server.get();

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        String operationId = response.headers().firstValue("Operation-Id").orElseThrow();
        JsonNode body = TestServer.JSON.readTree(response.body());
        assertThat(body.path("OperationId").asText()).isEqualTo(operationId);
        assertThat(body.path("Parameters").path("OperationId").asText()).isEqualTo(operationId);
      }
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // the suppliers have no state
  private enum Defect {
    EXCEPTION(
        () -> {
          throw new IllegalStateException("a defect");
        }),
    ERROR(
        () -> {
          throw new AssertionError("a defect");
        });

    private final Supplier<TenantDirectory> directory;

    Defect(Supplier<TenantDirectory> directory) {
      this.directory = directory;
    }
  }

  @ParameterizedTest
  @EnumSource
  void defect_before_the_filters_is_500_with_error_body(Defect defect) throws Exception {
    RequestHandler fails =
        handler(request -> {}, jersey, 1, connections, timer, registry, defect.directory);
    try (HandlerServer server = new HandlerServer(fails)) {
      HttpResponse<String> response = server.get("/health/live");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(response.headers().allValues("Date")).hasSize(1);
      JsonNode body = TestServer.JSON.readTree(response.body());
      assertThat(body.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("OperationId", "Error", "Reason", "Resolution", "Parameters");
      assertThat(response.headers().firstValue("Operation-Id"))
          .hasValue(body.path("OperationId").asText());
      assertThat(response.body()).doesNotContain("a defect");
      // Fails if a request is still in progress.
      fails.stop(Duration.ofSeconds(10));
    }
    assertThat(registry.get("omf.requests").tag("status", "500").timer().count()).isEqualTo(1);
  }

  @Test
  void defect_before_the_request_has_an_operation_id_closes_the_connection() throws Exception {
    RequestHandler fails =
        new RequestHandler(
            List.of(),
            new CrossOrigin(Set.of(), Contract.load()),
            List.of(),
            jersey,
            processor(1, connections, timer, registry),
            new MemoryBudget(1_000_000),
            DirectoryFile::development,
            Duration.ofSeconds(Long.MAX_VALUE), // the deadline overflows
            timer);
    try (HandlerServer server = new HandlerServer(fails)) {
      assertThatThrownBy(server::get)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is the defect
  void defect_while_a_body_is_read_is_500_and_releases_its_request() throws Exception {
    RequestHandler fails = handler(request -> request.expectBody(9, null));
    try (HandlerServer server = new HandlerServer(fails)) {
      HttpResponse<String> response = server.post("{}");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).contains("OperationId");
      fails.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void defect_while_the_error_response_is_written_closes_the_connection() throws Exception {
    RequestHandler fails =
        handler(
            request -> {
              throw error(
                  () -> {
                    throw new AssertionError("a defect");
                  });
            });
    try (HandlerServer server = new HandlerServer(fails)) {
      // The client would repeat a GET.
      assertThatThrownBy(() -> server.post("{}"))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
      fails.stop(Duration.ofSeconds(10));
    }
    assertThat(registry.get("omf.requests").timers().stream().mapToLong(each -> each.count()).sum())
        .as("the number of requests that have ended")
        .isEqualTo(1);
  }

  @Test
  void defect_after_status_line_closes_the_connection() throws Exception {
    jersey.destroy();
    HttpHandler startsResponse =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.getOutputStream().write(new byte[100]);
            response.flush();
            handler.service(request, response);
          }
        };
    try (HandlerServer server = new HandlerServer(startsResponse)) {
      assertThatThrownBy(server::get)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void defect_before_status_line_discards_partial_response() throws Exception {
    HttpHandler startsResponse =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.setHeader("X-Partial", "yes");
            response.getOutputStream().write(new byte[100]);
            handler.service(request, response);
          }
        };
    try (HandlerServer server = new HandlerServer(startsResponse)) {
      jersey.destroy();
      HttpResponse<String> response = server.get();

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("X-Partial")).isEmpty();
      assertThat(response.body()).startsWith("{");
    }
  }

  private RequestHandler handlerOfUnknownPaths() {
    return handler(
        request -> {
          throw ApiException.unknownPath();
        });
  }

  private static Socket clientWithSmallBuffer(HandlerServer server) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return client;
  }

  @Test
  void client_that_reads_no_response_does_not_hold_a_thread() throws Exception {
    try (HandlerServer server = new HandlerServer(handlerOfUnknownPaths());
        Socket client = clientWithSmallBuffer(server)) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200).getBytes(US_ASCII));
      // The first responses have arrived, and the others do not fit into the buffers.
      client.getInputStream().read();

      assertThat(server.get().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void client_that_reads_no_metrics_does_not_hold_a_thread() throws Exception {
    for (int i = 0; i < 40; i++) {
      // Together too much for the buffers of the operating system
      Gauge.builder("g", () -> 1).tag("n", i + "x".repeat(200_000)).register(registry);
    }
    try (HandlerServer server = new HandlerServer(handlerOfUnknownPaths());
        Socket client = clientWithSmallBuffer(server)) {
      client.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      assertThat(client.getInputStream().read()).as("the response has begun").isEqualTo('H');

      assertThat(server.get().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void request_whose_caller_is_unknown_has_no_place_while_its_error_is_written() throws Exception {
    List<Boolean> places = new CopyOnWriteArrayList<>();
    RequestHandler fails =
        handler(
            request -> {
              if (places.size() == 1) {
                request.identity(new Identity(TrusteeType.CLIENT, "c", "tenant", Set.of()));
              }
              throw error(() -> places.add(request.hasPlace()));
            });
    try (HandlerServer server = new HandlerServer(fails)) {
      assertThat(server.get().statusCode()).isEqualTo(404);
      assertThat(server.get().statusCode()).isEqualTo(404);

      assertThat(places).containsExactly(false, true);
    }
  }

  @Test
  void only_some_responses_without_a_place_may_wait_for_their_clients() throws Exception {
    int requests = RestServer.REJECTING_THREADS;
    List<Long> timeouts = new CopyOnWriteArrayList<>();
    CountDownLatch writing = new CountDownLatch(requests);
    RequestHandler fails =
        handler(
            request -> {
              throw error(
                  () -> {
                    timeouts.add(
                        request
                            .request()
                            .getContext()
                            .getConnection()
                            .getWriteTimeout(TimeUnit.MILLISECONDS));
                    writing.countDown();
                    await(writing);
                  });
            },
            requests);
    try (HandlerServer server = new HandlerServer(fails, requests)) {
      List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        responses.add(server.getAsync());
      }
      for (CompletableFuture<HttpResponse<String>> response : responses) {
        assertThat(response.get().statusCode()).isEqualTo(404);
      }

      assertThat(timeouts).hasSize(requests);
      assertThat(timeouts).filteredOn(timeout -> timeout > 1).hasSize(requests / 2);
    }
  }

  /** Returns an error that runs an action while its response is written. */
  private static ApiException error(Runnable whileWritten) {
    Map<String, String> headers =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, String>> entrySet() {
            whileWritten.run();
            return Set.of();
          }

          @Override
          public int size() {
            return 1;
          }
        };
    return new ApiException(ErrorCode.PATH_UNKNOWN, "reason", Map.of(), headers);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void request_of_a_closed_connection_does_not_count_as_one_without_a_place() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    HttpHandler closes =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            request.getContext().getConnection().terminateSilently();
            handler.service(request, response);
            handled.countDown();
          }
        };
    try (HandlerServer server = new HandlerServer(closes)) {
      assertThatThrownBy(server::get)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
      await(handled);
    }

    assertThat(registry.get("omf.requests").tag("status", "503").timer().count()).isPositive();
    assertThat(registry.get("omf.requests.rejected").tag("cause", "places").counter().count())
        .isZero();
  }

  @Test
  void request_while_the_server_stops_is_503_with_error_body() throws Exception {
    try (HandlerServer server = new HandlerServer(handler)) {
      handler.stop(Duration.ofSeconds(1));

      HttpResponse<String> response = server.get();

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Connection")).hasValue("close");
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(TestServer.JSON.readTree(response.body()).path("OperationId").asText())
          .isEqualTo(response.headers().firstValue("Operation-Id").orElseThrow());
    }
  }
}
