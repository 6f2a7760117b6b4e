package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointsTest {
  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch unblocked = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);
  private volatile boolean available = true;
  private volatile boolean blocking;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(this::breakable, 4_000_000, 1);
  }

  @AfterEach
  void stop() {
    unblocked.countDown();
    threads.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/health/live, live",
    "/health/live/, live",
    "/Health/Live, live",
    "/health/ready, ready"
  })
  void healthy_service_responds_with_its_status(String path, String status) throws Exception {
    HttpResponse<String> response = send("GET", path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"" + status + "\"}");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("Operation-Id")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", DISCOVERY, DISCOVERY + "/jwks"})
  void head_has_the_header_fields_of_get_and_no_body(String path) throws Exception {
    HttpResponse<String> get = send("GET", path);
    HttpResponse<String> head = send("HEAD", path);

    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /health/live",
    "DELETE, /health/ready",
    "OPTIONS, /health/ready",
    "POST, " + DISCOVERY
  })
  void other_method_is_405(String method, String path) throws Exception {
    HttpResponse<String> response = send(method, path);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/other", "/health/live/x"})
  void other_path_is_404(String path) throws Exception {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void service_is_live_and_not_ready_while_storage_is_away_and_ready_afterwards() throws Exception {
    available = false;
    awaitReady(503);
    HttpResponse<String> response = send("GET", "/health/ready");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(TestServer.JSON.readTree(response.body()).path("OperationId").asText())
        .isEqualTo(response.headers().firstValue("Operation-Id").orElseThrow());
    assertThat(send("HEAD", "/health/ready").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);

    available = true;
    awaitReady(200);
  }

  @Test
  void service_with_the_maximum_number_of_requests_is_live_and_ready() throws Exception {
    server.token(server.client(0));
    blocking = true;
    Future<HttpResponse<String>> request =
        threads.submit(() -> server.send("GET", server.inNamespace("/omfConnections"), ""));
    assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
    blocking = false;

    assertThat(send("GET", DISCOVERY).statusCode()).isEqualTo(503);
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);

    unblocked.countDown();
    assertThat(request.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  private void awaitReady(int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", "/health/ready").statusCode() == status);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(server.uri(path))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /** Returns a store that is unavailable or blocks, as the test says. */
  private ConnectionStore breakable(ConnectionStore store) {
    return (ConnectionStore)
        Proxy.newProxyInstance(
            ConnectionStore.class.getClassLoader(),
            new Class<?>[] {ConnectionStore.class},
            (proxy, method, arguments) -> {
              if (!available) {
                throw new OperationException(
                    OperationException.Kind.UNAVAILABLE, "Storage is away.", Map.of());
              }
              if (blocking) {
                blocked.countDown();
                unblocked.await();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
