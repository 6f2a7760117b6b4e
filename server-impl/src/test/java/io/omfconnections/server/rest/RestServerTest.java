package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import jakarta.ws.rs.Path;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Tests the routes, the maximum of concurrent requests, and the end of the server. Long because
 * most tests write and read HTTP by hand.
 */
class RestServerTest {
  private static final int MAX_REQUESTS = 4;

  @Test
  void each_generated_interface_is_implemented_by_one_resource() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.omfconnections.generated.api", "io.omfconnections.server.rest");
    List<JavaClass> generated =
        classes.stream()
            .filter(type -> type.isInterface() && type.isAnnotatedWith(Path.class))
            .toList();

    assertThat(generated).isNotEmpty();
    for (JavaClass type : generated) {
      assertThat(classes.stream().filter(c -> !c.isInterface() && c.isAssignableTo(type.getName())))
          .as(type.getName())
          .hasSize(1);
    }
    int operations = generated.stream().mapToInt(type -> type.getMethods().size()).sum();
    assertThat(operations).isEqualTo(Contract.load().operations().size());
  }

  /** The contract tests prove that the right resource is reached. */
  @Test
  void each_operation_is_routed_and_requires_a_token() throws IOException {
    try (TestServer server = start()) {
      int routed = 0;
      for (Contract.Operation operation : Contract.load().operations()) {
        for (String base : Contract.load().basePaths()) {
          String path = base + operation.route().template().replaceAll("[{}]", "");
          String response =
              exchange(
                  server,
                  operation.route().method() + " " + path,
                  "Content-Length: 0",
                  "Connection: close");
          assertThat(response).as(path).startsWith("HTTP/1.1 401 ").contains("Operation-Id: ");
          routed++;
        }
      }
      assertThat(routed).isEqualTo(26);
    }
  }

  /** HttpClient of the JDK requests an upgrade to HTTP/2 by default. */
  @Test
  void upgrade_to_http_2_is_ignored() throws Exception {
    try (TestServer server = start()) {
      HttpClient client = HttpClient.newHttpClient();
      URI uri = server.uri("/api/v1/tenants/t/namespaces/n/omfConnections");
      for (String method : List.of("GET", "POST", "GET", "POST", "PUT")) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(uri)
                    .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(method).isEqualTo(method.equals("PUT") ? 405 : 401);
      }
    }
  }

  @Test
  void requests_beyond_the_maximum_get_503_at_once() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("request");
    lines.start();
    log.addAppender(lines);
    List<Socket> stalled = new ArrayList<>();
    String operationId;
    CountDownLatch storage = new CountDownLatch(1);
    try (TestServer server =
        new TestServer(store -> new BlockedStore(store, storage), 1_000, MAX_REQUESTS)) {
      String token = "Authorization: Bearer " + server.token(server.client(0));
      // The token request is in progress until it is logged, a moment after its response.
      await().atMost(Duration.ofSeconds(20)).until(() -> lines.list.size() == 1);
      // One more than the maximum, and none completes: exactly one is rejected.
      for (int i = 0; i <= MAX_REQUESTS; i++) {
        Socket socket = server.connect();
        stalled.add(socket);
        send(socket, "GET " + server.inNamespace("/omfConnections").getPath(), token);
      }
      assertThat(head(awaitResponse(stalled))).startsWith("HTTP/1.1 503 ");

      String rejection = exchange(server, "GET /api/v1/tenants/t/namespaces/n/omfConnections");
      assertThat(rejection)
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 5\n", "Content-Type: application/json\n", "Operation-Id: ");
      operationId = rejection.replaceFirst("(?s).*Operation-Id: ([^\n]+)\n.*", "$1");

      storage.countDown();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(exchange(server, "GET /api/v1/tenants/t/namespaces/n/omfConnections"))
                      .startsWith("HTTP/1.1 401 "));
    } finally {
      storage.countDown();
      log.detachAppender(lines);
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    assertThat(lines.list)
        .anySatisfy(
            line -> {
              assertThat(line.getMDCPropertyMap()).containsEntry("operationId", operationId);
              assertThat(line.getKeyValuePairs().toString()).contains("status=\"503\"");
            });
  }

  @Test
  void incomplete_header_sections_do_not_count_as_requests() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try (TestServer server = start()) {
      for (int i = 0; i < 10 * MAX_REQUESTS; i++) {
        Socket socket = server.connect();
        stalled.add(socket);
        socket.getOutputStream().write("GET /api/v1 HTTP/1.1\r\nHost: loc".getBytes(US_ASCII));
      }
      assertThat(exchange(server, "GET /api/v1/tenants/t/namespaces/n/omfConnections"))
          .startsWith("HTTP/1.1 401 ");
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void close_does_not_wait_for_idle_connections() throws Exception {
    TestServer server = start();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/v1/tenants/t/namespaces/n/omfConnections")).build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);

    Deadline deadline = Deadline.in(Duration.ofSeconds(20)); // shorter than the request timeout
    server.close();

    assertThat(deadline.isExpired()).isFalse();
  }

  @Test
  void interrupted_close_closes_all_connections() throws Exception {
    TestServer server = start();
    try (Socket stalled = server.connect()) {
      send(stalled, "POST /identity/connect/token", "Content-Length: 9", "Expect: 100-continue");
      assertThat(head(stalled)).startsWith("HTTP/1.1 100 ");

      AtomicBoolean interrupted = new AtomicBoolean();
      Thread closing =
          new Thread(
              () -> {
                server.close();
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      closing.start();
      await()
          .until(
              () ->
                  EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                      .contains(closing.getState()));
      closing.interrupt();

      // Without the interrupt, the request would get a response after five seconds.
      assertThat(stalled.getInputStream().read()).isEqualTo(-1);
      closing.join();
      assertThat(interrupted).isTrue();
    }
  }

  @Test
  void rejected_token_gets_error_description() throws Exception {
    try (TestServer server = start()) {
      assertThat(
              exchange(
                  server,
                  "GET /api/v1/tenants/t/namespaces/n/omfConnections",
                  "Authorization: Bearer nonsense"))
          .startsWith("HTTP/1.1 401 ")
          .containsPattern("WWW-Authenticate: Bearer .*error_description=\"[^\"]{5,}\"");
    }
  }

  private static void send(Socket socket, String request, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    socket.getOutputStream().write(head.append("\r\n").toString().getBytes(US_ASCII));
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  /** Waits for a response on any of the connections, and returns that connection. */
  private static Socket awaitResponse(List<Socket> sockets) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> withResponse(sockets), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Socket> withResponse(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() > 0) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }

  /** A store in which reading waits for a latch. */
  private record BlockedStore(ConnectionStore store, CountDownLatch latch)
      implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return store.read(deadline, work);
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      return store.write(deadline, work);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static TestServer start() throws IOException {
    return new TestServer(store -> store, 1_000, MAX_REQUESTS);
  }

  /** Jersey would fail: it reads the media type of a body that it does not need. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: nonsense",
        "Content-Type: ",
        "Content-Type: a/b\r\nContent-Type: c/d",
        "Content-Type: */*;q=x"
      })
  void content_type_is_ignored_where_no_body_is_read(String header) throws Exception {
    try (TestServer server = start()) {
      String token = "Authorization: Bearer " + server.token(server.client(0));
      String list = server.inNamespace("/omfConnections").getPath();
      assertThat(exchange(server, "GET " + IdentityResource.DISCOVERY, header))
          .startsWith("HTTP/1.1 200");
      assertThat(exchange(server, "GET " + list, header, token)).startsWith("HTTP/1.1 200");
      assertThat(exchange(server, "DELETE " + list + "/unknown", header, token))
          .startsWith("HTTP/1.1 404");
      assertThat(exchange(server, "POST " + IdentityResource.TOKEN, header, "Content-Length: 0"))
          .startsWith("HTTP/1.1 400");
    }
  }

  /** Returns the status line and the header fields of the response. */
  private static String exchange(TestServer server, String request, String... headers)
      throws IOException {
    try (Socket socket = server.connect()) {
      send(socket, request, headers);
      return head(socket);
    }
  }
}
