package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BodyReaderTest {
  /**
   * More than the pool has threads: a request counts until a moment after its response, so each
   * thread can have one that has been responded to.
   */
  private static final int MAX_REQUESTS = 10;

  private static final String VALID = "{\"Name\":\"n\",\"ClientIds\":[]}";

  private final Logger log = (Logger) LoggerFactory.getLogger("request");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Socket> sockets = new ArrayList<>();
  private TestServer server;
  private String target;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(store -> store, 4_000_000, MAX_REQUESTS);
    target = server.inNamespace("/omfConnections").getPath();
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() throws IOException {
    log.detachAppender(lines);
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void incomplete_bodies_do_not_count_as_concurrent_requests() throws Exception {
    // The server sends 100 when it starts to read the body.
    String head = post(0, "Expect: 100-continue", "Content-Length: " + VALID.length());
    List<Exchange> slow = new ArrayList<>();
    for (int i = 0; i < 5 * MAX_REQUESTS; i++) {
      Exchange exchange = new Exchange();
      exchange.send(head);
      assertThat(exchange.status()).isEqualTo(100);
      exchange.send(VALID.substring(0, 9));
      slow.add(exchange);
      Exchange form = new Exchange();
      form.send(
          "POST /identity/connect/token HTTP/1.1\r\nHost: a\r\n"
              + String.join("\r\n", "Expect: 100-continue", "Content-Length: 100", "", ""));
      assertThat(form.status()).isEqualTo(100);
      form.send("x");
    }
    for (int i = 0; i < 3; i++) {
      assertThat(server.send("POST", server.inNamespace("/omfConnections"), VALID).statusCode())
          .isEqualTo(202);
    }
    for (Exchange exchange : slow) {
      exchange.send(VALID.substring(9));
      assertThat(exchange.status()).isEqualTo(202);
    }
  }

  @Tag("slow")
  @Test
  void body_slower_than_the_least_rate_is_408() throws Exception {
    Exchange exchange = new Exchange();
    exchange.send(post(0, "Content-Length: 100000"));
    Thread sender =
        new Thread(
            () -> {
              try {
                while (true) {
                  exchange.send(" ");
                  Thread.sleep(100);
                }
              } catch (IOException | InterruptedException e) {
                // The server has closed the connection, or the test has ended.
              }
            });
    sender.start();

    assertThat(exchange.status()).isEqualTo(408);
    assertThat(exchange.rest()).contains("1024 bytes per second");
    sender.interrupt();
    sender.join();
  }

  @Test
  void body_is_not_asked_for_if_the_caller_is_refused() throws Exception {
    for (String head :
        List.of(
            post(1, "Content-Length: 9", "Expect: 100-continue"),
            post(0, "Content-Length: 4000001", "Expect: 100-continue"),
            "POST "
                + target
                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
                + "Expect: 100-continue\r\n\r\n")) {
      Exchange exchange = new Exchange();
      exchange.send(head);
      assertThat(exchange.status()).isIn(400, 401, 403);
    }
  }

  @Test
  void missing_right_is_reported_before_faults_of_the_body() throws Exception {
    assertThat(send(1, "POST", "/omfConnections", "{")).isEqualTo(403);
    assertThat(send(1, "PUT", "/accesscontrol/omfConnections", "{")).isEqualTo(403);
    assertThat(send(0, "PUT", "/omfConnections/unknown", "{")).isEqualTo(404);
    assertThat(send(0, "PUT", "/omfConnections/unknown/owner", "{")).isEqualTo(404);
    assertThat(send(0, "PUT", "/omfConnections/unknown/accesscontrol", "{")).isEqualTo(404);
    assertThat(send(0, "POST", "/omfConnections", "{")).isEqualTo(400);
  }

  @Test
  void response_to_a_refused_request_arrives_beside_a_long_body() throws Exception {
    int length = 6_000_000;
    Exchange exchange = new Exchange();
    for (int i = 0; i < 2; i++) { // the connection is reused
      exchange.send(
          "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      exchange.send("x".repeat(length));
      assertThat(exchange.status()).isEqualTo(401);
      exchange.skipBody();
    }
  }

  @Test
  void connection_is_closed_if_the_unread_rest_of_a_body_does_not_arrive() throws Exception {
    for (String body :
        List.of("Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n9\r\nx")) {
      Exchange exchange = new Exchange();
      exchange.send("POST " + target + " HTTP/1.1\r\nHost: a\r\n" + body);
      assertThat(exchange.status()).isEqualTo(401);
      exchange.skipBody();
      assertThat(exchange.isClosed()).isTrue();
    }
  }

  @Test
  void body_in_chunks_of_one_byte_is_read() throws Exception {
    String json = "{\"Name\":\"n\",\"ClientIds\":[],\"x\":\"" + "x".repeat(100_000) + "\"}";
    StringBuilder chunks = new StringBuilder();
    json.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    Exchange exchange = new Exchange();
    exchange.send(post(0, "Transfer-Encoding: chunked") + chunks + "0\r\n\r\n");
    assertThat(exchange.status()).isEqualTo(202);
  }

  @Test
  void requests_that_are_sent_at_once_are_answered_in_order() throws Exception {
    String request = post(0, "Content-Length: " + VALID.length()) + VALID;
    Exchange exchange = new Exchange();
    exchange.send(
        request
            + request
            + "DELETE "
            + target
            + " HTTP/1.1\r\nHost: a\r\n\r\n"
            + request.replace(VALID, "{".repeat(VALID.length())));
    for (int status : new int[] {202, 202, 405, 400}) {
      assertThat(exchange.status()).as("after which %d follows", status).isEqualTo(status);
      exchange.skipBody();
    }
  }

  @Test
  void request_of_a_client_that_disconnects_during_the_body_is_logged_once() throws Exception {
    Exchange exchange = new Exchange();
    exchange.send(post(0, "Content-Length: 9") + "{");
    awaitIdle();
    exchange.socket.close();

    await().atMost(Duration.ofSeconds(20)).until(() -> logged("status=\"400\"") == 1);
    assertThat(server.send("POST", server.inNamespace("/omfConnections"), VALID).statusCode())
        .isEqualTo(202);
    // token, disconnected, created
    await().atMost(Duration.ofSeconds(20)).until(() -> logged("method=\"POST\"") >= 3);
    assertThat(logged("status=\"400\"")).isEqualTo(1);
  }

  /** Shutdown waits for active requests: one whose client has disconnected is not active. */
  @Test
  void disconnected_client_does_not_delay_a_shutdown() throws Exception {
    Exchange exchange = new Exchange();
    exchange.send(post(0, "Content-Length: 9") + "{");
    awaitIdle();
    exchange.socket.close();
    await().atMost(Duration.ofSeconds(20)).until(() -> logged("status=\"400\"") == 1);

    long start = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  private long logged(String keyAndValue) {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getKeyValuePairs().toString().contains(keyAndValue))
        .count();
  }

  /** Waits until the server has surely received what was sent before. */
  private void awaitIdle() throws Exception {
    assertThat(server.send("GET", server.inNamespace("/omfConnections"), "").statusCode())
        .isEqualTo(200);
  }

  private int send(int client, String method, String path, String body) throws Exception {
    return server.send(server.client(client), method, server.inNamespace(path), body).statusCode();
  }

  private String post(int client, String... headers) throws Exception {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + server.token(server.client(client))
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  /** A connection on which requests are written as text. */
  private final class Exchange {
    private final Socket socket;
    private final BufferedReader reader;
    private int contentLength;

    Exchange() throws IOException {
      socket = server.connect();
      socket.setSoTimeout(30_000);
      sockets.add(socket);
      reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** Reads the head of a response, and returns its status. */
    int status() throws IOException {
      String line = reader.readLine();
      assertThat(line).startsWith("HTTP/1.1 ");
      final int status = Integer.parseInt(line.split(" ", 3)[1]);
      for (line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          contentLength = Integer.parseInt(line.split(":", 2)[1].strip());
        }
      }
      return status;
    }

    void skipBody() throws IOException {
      for (int i = 0; i < contentLength; i++) {
        reader.read();
      }
    }

    String rest() throws IOException {
      char[] body = new char[contentLength];
      for (int i = 0; i < contentLength; i++) {
        body[i] = (char) reader.read();
      }
      return String.valueOf(body);
    }

    boolean isClosed() throws IOException {
      try {
        return reader.read() < 0;
      } catch (SocketException e) {
        return true; // reset
      }
    }
  }
}
