package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection is closed after a response, and that the client can read the response. */
class ConnectionEndTest {
  private static final int PATIENCE_MILLIS = 60_000;

  /** More than the server reads at once, and less than it discards. */
  private static final String UNREAD = "x".repeat(300_000);

  private TestServer server;
  private String target;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    target = server.inNamespace("/omfConnections").getPath();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "Connection: x, close",
        "Connection: CLOSE ,keep-alive",
        "Connection: keep-alive\r\nConnection: x,close"
      })
  void connection_is_closed_if_one_of_the_options_is_close(String field) throws IOException {
    assertThat(toEnd("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .contains("Connection: close");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.0\r\nConnection: x, Keep-Alive", "GET / HTTP/1.1\r\nHost: a"})
  void connection_stays_open_for_a_further_request(String head) throws IOException {
    String further = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    String responses = toEnd(head + "\r\n\r\n" + further);
    assertThat(responses.split("Operation-Id: ", -1)).hasSize(3);
  }

  @Test
  void head_that_arrives_in_many_pieces_is_read() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (char c : ("GET /unknown HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(500)).toCharArray()) {
        send(socket, String.valueOf(c));
      }
      send(socket, "\r\nConnection: close\r\n\r\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void response_to_a_malformed_chunk_is_read_although_more_was_sent() throws Exception {
    String head = "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    String token = "Authorization: Bearer " + server.token(server.client(0)) + "\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n\r\n";
    for (String start : new String[] {head + token, head, "GET / HTTP/1.1\r\nHost: a\r\n"}) {
      assertThat(toEnd(start + chunked + "1\r\n{\r\nx" + UNREAD))
          .startsWith("HTTP/1.1 400")
          .contains("has a malformed chunk size")
          .endsWith("}}");
    }
  }

  @Test
  void malformed_chunk_is_reported_after_the_body_has_begun() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          "POST "
              + target
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
              + server.token(server.client(0))
              + "\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(new String(socket.getInputStream().readNBytes(25), ISO_8859_1))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      send(socket, "1\r\n{\r\nx" + UNREAD);

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 400")
          .contains("has a malformed chunk size")
          .endsWith("}}\r\n0\r\n\r\n");
    }
  }

  @Test
  void response_beside_a_body_that_is_too_long_to_be_skipped_is_read() throws Exception {
    long length = RestServer.MAX_BYTES_TO_SKIP + 1;
    assertThat(
            toEnd(
                "POST "
                    + target
                    + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
                    + length
                    + "\r\n\r\n"
                    + UNREAD))
        .startsWith("HTTP/1.1 401")
        .contains("The access token is missing.");
  }

  @Test
  void error_response_that_ends_the_connection_is_read_although_more_was_sent() throws Exception {
    assertThat(
            toEnd(
                "POST "
                    + target
                    + " HTTP/1.1\r\n"
                    + "Host: a\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Authorization: Bearer "
                    + server.token(server.client(0))
                    + "\r\nContent-Length: 2\r\n\r\n[]"
                    + UNREAD))
        .startsWith("HTTP/1.1 400")
        .contains("Connection: close")
        .endsWith("}}");
  }

  /** Returns what the server sends until it closes the connection; fails if it resets it. */
  private String toEnd(String sent) throws IOException {
    try (Socket socket = connect()) {
      send(socket, sent);
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = server.connect();
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }
}
