package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.identity.DirectoryFile;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests responses to HTTP messages written by hand. {@link StrictHttpTest} has malformed ones. */
class RawHttpTest {
  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  private static final String TOKEN = "/identity/connect/token";
  private static final String COLLECTION = "/api/v1/tenants/t/namespaces/n/omfConnections";

  private OmfConnectionsServer server;

  @BeforeEach
  void start() {
    server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void expect_100_continue_is_acknowledged() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2");
      assertThat(connection.read().status()).isEqualTo(100);

      connection.write("x=");
      assertThat(connection.read().status()).isEqualTo(400);
    }
  }

  @Test
  void other_expectation_is_ignored() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nExpect: something-else");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, " + DISCOVERY,
    "GET, 401, " + COLLECTION,
    "GET, 404, /unknown",
    "PUT, 405, " + DISCOVERY,
    "' GET', 400, " + DISCOVERY
  })
  void each_response_has_its_time(String method, int status, String path) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      connection.sendHead(method + " " + path + " HTTP/1.1\r\nHost: a");
      RawConnection.RawResponse response = connection.read();
      assertThat(response.status()).isEqualTo(status);
      String date = response.headers().get("date");
      assertThat(date).hasSameSizeAs("Sun, 06 Nov 1994 08:49:37 GMT");
      assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
          .isBetween(before, Instant.now());
    }
  }

  /** The client may send the unread body or omit it, so the next request is ambiguous. */
  @Test
  void error_response_to_expect_100_continue_closes_the_connection() throws IOException {
    String request = "POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(request + 0);
      RawConnection.RawResponse plain = connection.read();
      assertThat(plain.status()).isEqualTo(401);
      assertThat(plain.headers()).doesNotContainKey("connection");

      connection.sendHead(request + "2\r\nExpect: 100-continue");
      RawConnection.RawResponse response = connection.read();
      if (response.status() == 100) {
        response = connection.read();
      }
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.headers()).containsEntry("connection", "close");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "?a=b&c", "?%zz", "?{}|^"})
  void query_is_ignored(String query) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + query + " HTTP/1.1\r\nHost: a");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/api/%", "/{}", "//" + DISCOVERY, "x" + DISCOVERY, "*"})
  void invalid_path_is_404(String target) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("OPTIONS " + target + " HTTP/1.1\r\nHost: a");
      connection.read().assertError(404);
    }
  }

  @ParameterizedTest
  @CsvSource({"20000, 200", "40000, 400"})
  void header_section_is_limited_to_32_kibibytes(int length, int status) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(length));
      assertThat(connection.read().status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "' HTTP/1.1', X-Long: LONG, 400, Malformed request",
    "' HTTP/7.0', X-Short: x, 505, HTTP version not supported",
    "LONG HTTP/1.1, X-Short: x, 400, Malformed request"
  })
  void malformed_http_gets_error_body_and_closes_the_connection(
      String version, String header, int status, String error) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      String head = "GET /" + version + "\r\nHost: a\r\n" + header;
      connection.sendHead(head.replace("LONG", "x".repeat(40_000)));
      RawConnection.RawResponse response = connection.read();

      response.assertError(status);
      assertThat(response.body()).contains("\"Error\":\"" + error + "\"");
      assertThat(response.headers()).containsEntry("connection", "close");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void connection_is_reused_after_a_body() throws IOException {
    String form =
        "grant_type=client_credentials&client_id="
            + server.directory().tenants().get(0).clients().get(0).id()
            + "&client_secret="
            + DirectoryFile.DEVELOPMENT_SECRET;
    try (RawConnection connection = new RawConnection(server)) {
      for (int i = 0; i < 3; i++) {
        connection.sendHead(
            "POST "
                + TOKEN
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
                + "\r\nContent-Length: "
                + form.length());
        connection.write(form);
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "PROPFIND", "GET"})
  void body_is_not_read_as_next_request_whatever_the_method(String method) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      for (String headAndBody :
          List.of(
              "Content-Length: 0\r\n\r\n",
              "Content-Length: 9\r\n\r\na b HTTP ",
              "Transfer-Encoding: chunked\r\n\r\n4\r\na b \r\n0\r\n\r\n")) {
        connection.write(method + " " + COLLECTION + " HTTP/1.1\r\nHost: a\r\n" + headAndBody);
        connection.read().assertError(method.equals("GET") ? 401 : 405);
      }
      connection.sendHead("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void long_body_of_rejected_request_is_not_read() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000");
      assertThat(connection.read().status()).isEqualTo(401);

      assertThat(connection.isClosed()).isTrue();
    }
  }
}
