package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Tests limits on TCP connections: their number, how long they are idle, and how they end at a
 * shutdown. Long because each state in which a connection can be is a test.
 */
class TcpConnectionsTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Socket> sockets = new ArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(TcpConnectionLimit.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger requestLog = (Logger) LoggerFactory.getLogger("request");

  /** The log lines of requests that have ended. */
  private final ListAppender<ILoggingEvent> ended = new ListAppender<>();

  @BeforeEach
  void captureLog() {
    lines.start();
    log.addAppender(lines);
    ended.start();
    requestLog.addAppender(ended);
  }

  @AfterEach
  void close() throws IOException {
    log.detachAppender(lines);
    requestLog.detachAppender(ended);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void connection_that_waits_longest_for_a_request_is_closed_at_the_limit() throws IOException {
    try (TestServer server = server(new RestServer.Network(2, LONG, Duration.ZERO))) {
      Socket silent = connect(server);
      Socket idle = connect(server);
      assertResponse(idle);
      Socket incomplete = connect(server);
      send(incomplete, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
      assertThat(readsEnd(silent)).isTrue();

      Socket further = connect(server);
      assertResponse(further);
      assertThat(readsEnd(idle)).isTrue();
      Socket last = connect(server);
      assertResponse(last);
      assertThat(isEnded(incomplete)).isTrue();

      assertResponse(further);
      assertResponse(last);
      assertThat(lines.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("maximum number of connections (2", "has waited longest");
    }
  }

  @Test
  void connection_whose_body_does_not_arrive_is_closed_at_the_limit() throws IOException {
    try (TestServer server = server(new RestServer.Network(1, LONG, Duration.ZERO))) {
      Socket form = connect(server);
      send(
          form,
          String.join(
              "\r\n",
              "POST /identity/connect/token HTTP/1.1",
              "Host: a",
              "Content-Length: 9",
              "Expect: 100-continue",
              "",
              ""));
      assertThat(form.getInputStream().readNBytes(25))
          .startsWith("HTTP/1.1 100".getBytes(ISO_8859_1));

      assertResponse(connect(server));

      assertThat(isEnded(form)).isTrue();
    }
  }

  @Test
  void connections_beyond_the_limit_wait_while_the_requests_of_all_others_are_processed()
      throws Exception {
    try (TestServer server = server(new RestServer.Network(1, LONG, Duration.ZERO))) {
      Socket processed = neverReadList(server, 4);
      await().atMost(PATIENCE).until(() -> processed.getInputStream().available() > 0);
      Socket waiting = connect(server);
      send(waiting, REQUEST);
      waiting.setSoTimeout(500);
      assertThatThrownBy(() -> waiting.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      waiting.setSoTimeout((int) PATIENCE.toMillis());

      String list = new String(processed.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(list).endsWith("\r\n0\r\n\r\n");
      assertThat(waiting.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void connection_that_sends_many_requests_at_once_does_not_delay_those_of_others()
      throws IOException {
    int greedy = 2 * WorkerPool.few(Integer.MAX_VALUE);
    int requests = 200;
    try (TestServer server = server(TestServer.NETWORK)) {
      Socket other = connect(server);
      for (int i = 0; i < greedy; i++) {
        send(connect(server), "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));
      }
      int before = ended.list.size();
      send(other, REQUEST);
      assertThat(readToEndOfObject(other)).startsWith("HTTP/1.1 404");

      await().atMost(PATIENCE).until(() -> ended.list.size() > greedy * requests);
      int position =
          List.copyOf(ended.list).stream().map(TcpConnectionsTest::status).toList().indexOf(404);
      // If a thread took all requests of a connection, this would be behind those of half of them.
      assertThat(position).isLessThan(before + greedy * requests / 2);
    }
  }

  private static Object status(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .filter(pair -> pair.key.equals("status"))
        .findFirst()
        .orElseThrow()
        .value;
  }

  @Test
  void requests_that_are_sent_at_once_are_answered_in_their_order() throws IOException {
    try (TestServer server = server(TestServer.NETWORK)) {
      Socket client = connect(server);
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append(
            "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".formatted(i));
      }
      send(client, requests.toString());

      for (int i = 0; i < 100; i++) {
        assertThat(readToEndOfObject(client)).as("response %d", i).startsWith("HTTP/1.1 404");
      }
    }
  }

  @Test
  void requests_of_a_connection_that_is_closed_are_not_processed() throws Exception {
    try (TestServer server = server(TestServer.NETWORK)) {
      for (int i = 0; i < 20; i++) {
        Socket client = connect(server);
        send(client, REQUEST.repeat(250));
        client.setSoLinger(true, 0); // closes with a reset
        client.close();
      }
      Socket other = connect(server);
      send(other, REQUEST);
      assertThat(readToEndOfObject(other)).startsWith("HTTP/1.1 404");

      awaitStable(ended.list);
      assertThat(ended.list.size()).isLessThan(20 * 250 / 2);
    }
  }

  /** Waits until the list has not grown for a while. */
  private static void awaitStable(List<?> list) {
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .during(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .until(
            () -> {
              int size = list.size();
              return last.getAndSet(size) == size;
            });
  }

  /** RFC 9112, section 9.6. */
  @Test
  void request_after_one_that_closes_the_connection_is_not_processed() throws Exception {
    try (TestServer server = server(TestServer.NETWORK)) {
      for (String first : List.of("/", "/health/live")) {
        Socket client = connect(server);
        send(
            client,
            ("GET " + first + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(readsEnd(client)).isTrue();
      }

      awaitStable(ended.list);
      assertThat(ended.list).extracting(TcpConnectionsTest::status).containsExactly(404, 200);
    }
  }

  @Test
  void connection_without_complete_head_is_closed_after_idle_timeout() throws IOException {
    try (TestServer server =
        server(new RestServer.Network(10, Duration.ofSeconds(2), Duration.ZERO))) {
      Socket silent = connect(server);
      Socket slow = connect(server);
      Socket keptAlive = connect(server);
      assertResponse(keptAlive);
      slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(ISO_8859_1));

      // A byte now and then does not keep the connection open.
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> !send(slow, "x"));
      assertThat(readsEnd(silent)).isTrue();
      assertThat(readsEnd(keptAlive)).isTrue();
    }
  }

  @Test
  void connections_wait_until_the_server_is_ready() throws Exception {
    NetworkListener listener = new NetworkListener("http", "127.0.0.1", 0);
    HttpServer server = new HttpServer();
    server.addListener(listener);
    try (Timer timer = new Timer()) {
      TcpConnectionLimit limit = TcpConnectionLimit.of(listener.getTransport(), 10, timer);
      server.start();
      Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
      sockets.add(client);
      client.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
      client.setSoTimeout(500);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      limit.accept();

      client.setSoTimeout((int) PATIENCE.toMillis());
      assertThat(client.getInputStream().read()).isEqualTo('H');
      assertThat(lines.list).isEmpty();
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void request_during_a_shutdown_gets_503_with_error_body() throws Exception {
    TestServer server = server(new RestServer.Network(100, LONG, Duration.ofSeconds(60)));
    Socket other = connect(server);
    assertResponse(other);
    Socket client = neverReadList(server, 4);
    await().atMost(PATIENCE).until(() -> client.getInputStream().available() > 0);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    String response;
    do { // until the shutdown has begun
      other.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
      response = readToEndOfObject(other);
    } while (response.startsWith("HTTP/1.1 404"));
    client.getInputStream().readAllBytes();

    assertThat(response)
        .contains("HTTP/1.1 503", "Connection: close", "Operation-Id: ", "Retry-After: ")
        .contains("The service is stopping.");
    assertThat(closed).succeedsWithin(PATIENCE);
  }

  @Test
  void shutdown_does_not_wait_longer_than_its_timeout() throws Exception {
    TestServer server = server(new RestServer.Network(100, LONG, Duration.ofMillis(500)));
    try {
      Socket client = neverReadList(server, 4);
      // The list has begun, so its request is in progress.
      await().atMost(PATIENCE).until(() -> client.getInputStream().available() > 0);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);

      // Before, it took five seconds more than the request timeout of 30 seconds.
      assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
    } finally {
      server.close();
    }
  }

  @Test
  void shutdown_completes_requests_in_progress() throws Exception {
    try (TestServer server = server(new RestServer.Network(100, LONG, Duration.ofSeconds(60)))) {
      Socket client = neverReadList(server, 4);
      await().atMost(PATIENCE).until(() -> client.getInputStream().available() > 0);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      String response = new String(client.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(response).startsWith("HTTP/1.1 200").endsWith("\r\n0\r\n\r\n");
      assertThat(closed).succeedsWithin(PATIENCE);
    }
  }

  /** The response fits into the buffers of Grizzly, if they are not limited. */
  @Tag("slow")
  @Test
  void response_that_nobody_reads_is_cut_and_logged_as_truncated() throws Exception {
    Logger requests = (Logger) LoggerFactory.getLogger("request");
    requests.addAppender(lines);
    try (TestServer server = server(TestServer.NETWORK)) {
      Socket client = neverReadList(server, 1);

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(loggedValues()).contains("GET"));

      assertThat(loggedValues()).contains("truncated");
      assertThat(client.getInputStream().readAllBytes().length).isLessThan(3_600_000);
    } finally {
      requests.detachAppender(lines);
    }
  }

  private String loggedValues() {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getKeyValuePairs)
        .toList()
        .toString();
  }

  private static TestServer server(RestServer.Network network) throws IOException {
    return new TestServer(store -> store, 4_000_000, 200, network);
  }

  /** Requests a list that is larger than the buffers of the operating system. */
  private Socket neverReadList(TestServer server, int connections) throws Exception {
    String body =
        "{\"Name\":\"n\",\"ClientIds\":["
            + String.join(",", Collections.nCopies(9_000, "\"%s\""))
            + "]}";
    for (int i = 0; i < connections; i++) {
      Object[] ids = new Object[9_000];
      for (int j = 0; j < ids.length; j++) {
        ids[j] = i + "-" + j + "c".repeat(390);
      }
      assertThat(
              server
                  .send("POST", server.inNamespace("/omfConnections"), body.formatted(ids))
                  .statusCode())
          .isEqualTo(202);
    }
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri("/").getPort()));
    String head =
        "GET "
            + server.inNamespace("/omfConnections").getRawPath()
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
            + server.token(server.client(0))
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    return socket;
  }

  private Socket connect(TestServer server) throws IOException {
    Socket socket = server.connect();
    sockets.add(socket);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Sends a request, and waits until it has ended on the server, too. */
  private void assertResponse(Socket socket) throws IOException {
    int before = ended.list.size();
    socket.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
    assertThat(readToEndOfObject(socket)).startsWith("HTTP/1.1 404");
    await().atMost(PATIENCE).until(() -> ended.list.size() > before);
  }

  /** Reads a response whose body is an object that has one other object as its last property. */
  private static String readToEndOfObject(Socket socket) throws IOException {
    StringBuilder response = new StringBuilder();
    while (!response.toString().endsWith("}}")) {
      response.append((char) socket.getInputStream().read());
    }
    return response.toString();
  }

  private static boolean send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether the server has closed or reset the connection. */
  private static boolean isEnded(Socket socket) {
    try {
      return readsEnd(socket);
    } catch (IOException e) {
      return !(e instanceof SocketTimeoutException);
    }
  }

  private static boolean readsEnd(Socket socket) throws IOException {
    socket.getInputStream().readAllBytes();
    return true;
  }
}
