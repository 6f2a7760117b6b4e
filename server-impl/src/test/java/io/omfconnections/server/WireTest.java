package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses to requests that no HTTP client library would send. */
class WireTest {
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
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(
          "POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2");
      assertThat(connection.read().status()).isEqualTo(100);

      connection.write("x=");
      assertThat(connection.read().status()).isEqualTo(400);
    }
  }

  @Test
  void other_expectation_is_ignored() throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nExpect: something-else");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  /** The client may send the unread body or omit it, so that the next request is ambiguous. */
  @Test
  void error_response_to_expect_100_continue_closes_the_connection() throws IOException {
    String request = "POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(request + 0);
      RawResponse plain = connection.read();
      assertThat(plain.status()).isEqualTo(401);
      assertThat(plain.headers()).doesNotContainKey("connection");

      connection.sendHeader(request + "2\r\nExpect: 100-continue");
      RawResponse response = connection.read();
      if (response.status() == 100) {
        response = connection.read();
      }
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.headers()).containsEntry("connection", "close");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, Host: example.org, http://example.org",
    "HTTP/1.1, Host: example.org:8443, http://example.org:8443",
    "HTTP/1.1, Host: under_score.local:8443, http://under_score.local:8443",
    "HTTP/1.1, Host: [::1]:9, http://[::1]:9",
    "HTTP/1.1, Host:, SERVER",
    "HTTP/1.0, Accept: */*, SERVER"
  })
  void discovery_document_uses_the_host_of_the_request(String version, String header, String base)
      throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + " " + version + "\r\n" + header);
      RawResponse response = connection.read();

      assertThat(response.status()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(response.body()).path("token_endpoint").asText())
          .isEqualTo(
              base.replace("SERVER", "http://127.0.0.1:" + server.baseUri().getPort()) + TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a:b", "a:123456", "a@b", "[", "a,b", "%61"})
  void invalid_host_is_400(String host) throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + " HTTP/1.1\r\nHost: " + host);
      RawResponse response = connection.read();

      assertError(response, 400);
      assertThat(new ObjectMapper().readTree(response.body()).path("Parameters").fieldNames())
          .toIterable()
          .containsExactly("Host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "?a=b&c", "?%zz", "?{}|^"})
  void query_is_ignored(String query) throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + query + " HTTP/1.1\r\nHost: a");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/api/%", "/{}", "//" + DISCOVERY, "x" + DISCOVERY, "*"})
  void invalid_path_is_404(String target) throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("OPTIONS " + target + " HTTP/1.1\r\nHost: a");
      assertError(connection.read(), 404);
    }
  }

  @ParameterizedTest
  @CsvSource({"20000, 200", "40000, 400"})
  void header_section_is_limited_to_32_kilobytes(int length, int status) throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(
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
    try (RawConnection connection = new RawConnection()) {
      String head = "GET /" + version + "\r\nHost: a\r\n" + header;
      connection.sendHeader(head.replace("LONG", "x".repeat(40_000)));
      RawResponse response = connection.read();

      assertError(response, status);
      assertThat(response.body()).contains("\"Error\":\"" + error + "\"");
      assertThat(response.headers()).containsEntry("connection", "close");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** A proxy could interpret such requests differently, which is known as request smuggling. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: a;Host: b | has more than one header field Host",
        "Host: a;no colon | has a malformed header field",
        "Host: a;X : y | has a malformed header field",
        "Host: a;X@Y: z | has a malformed header field",
        "Host: a;Host: a | has more than one header field Host",
        "Host: a;Transfer-Encoding: gzip | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: gzip, chunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: xchunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: chunked;Transfer-Encoding: x | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: chunked;Content-Length: 4 | has both Transfer-Encoding and Content-Length",
        "Host: a;Content-Length: 4;Transfer-Encoding: chunked | has both Transfer-Encoding and Content-Length"
      })
  void ambiguous_framing_is_400_and_closes_the_connection(String headers, String fault)
      throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("POST " + TOKEN + " HTTP/1.1\r\n" + headers.replace(";", "\r\n"));
      connection.write("0\r\n\r\nGET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\n\r\n");
      RawResponse response = connection.read();

      assertError(response, 400);
      assertThat(response.body()).contains(fault);
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
    try (RawConnection connection = new RawConnection()) {
      for (int i = 0; i < 3; i++) {
        connection.sendHeader(
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
    try (RawConnection connection = new RawConnection()) {
      for (String headAndBody :
          List.of(
              "Content-Length: 0\r\n\r\n",
              "Content-Length: 9\r\n\r\na b HTTP ",
              "Transfer-Encoding: chunked\r\n\r\n4\r\na b \r\n0\r\n\r\n")) {
        connection.write(method + " " + COLLECTION + " HTTP/1.1\r\nHost: a\r\n" + headAndBody);
        assertError(connection.read(), method.equals("GET") ? 401 : 405);
      }
      connection.sendHeader("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void long_body_of_rejected_request_is_not_read() throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(
          "POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000");
      assertThat(connection.read().status()).isEqualTo(401);

      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void external_issuer_gets_redirect_and_no_tokens_are_issued() throws IOException {
    server.close();
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .externalIssuer(
                    new ExternalIssuer(
                        URI.create("https://issuer.example"),
                        Set.of("audience"),
                        null,
                        ClaimNames.DEFAULT))
                .build());
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      RawResponse response = connection.read();
      assertThat(response.status()).isEqualTo(307);
      assertThat(response.headers())
          .containsEntry("location", "https://issuer.example/.well-known/openid-configuration");

      connection.sendHeader("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      assertError(connection.read(), 404);
      connection.sendHeader("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0");
      assertError(connection.read(), 404);
    }
  }

  @Test
  void key_set_contains_only_the_public_key() throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      JsonNode keys = new ObjectMapper().readTree(connection.read().body()).path("keys");

      assertThat(keys).hasSize(1);
      assertThat(keys.get(0).has("kid")).isTrue();
      assertThat(keys.get(0).has("d")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "development-secret-not-for-production, true, 200, false",
    "development-secret-not-for-production, false, 200, false",
    "wrong, true, 401, true",
    "wrong, false, 401, false"
  })
  void token_response_is_not_cacheable_and_rejected_basic_credentials_get_a_challenge(
      String secret, boolean inHeader, int status, boolean challenged) throws IOException {
    String id = server.directory().tenants().get(0).clients().get(0).id();
    String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(ISO_8859_1));
    String form =
        "grant_type=client_credentials"
            + (inHeader ? "" : "&client_id=" + id + "&client_secret=" + secret);
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + (inHeader ? "\r\nAuthorization: Basic " + basic : "")
              + "\r\nContent-Length: "
              + form.length());
      connection.write(form);
      RawResponse response = connection.read();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers())
          .containsEntry("cache-control", "no-store")
          .containsEntry("content-type", "application/json");
      assertThat(response.headers().getOrDefault("www-authenticate", ""))
          .startsWith(challenged ? "Basic realm=" : "");
      assertThat(response.headers().containsKey("www-authenticate")).isEqualTo(challenged);
    }
  }

  /** The endpoint needs no token, so that anyone could occupy a thread for the request timeout. */
  @Test
  void incomplete_form_times_out_before_the_request_timeout() throws IOException {
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100");
      connection.write("grant_type=");
      RawResponse response = connection.read();

      assertError(response, 408);
      assertThat(response.body()).contains("limit was 5 seconds");
    }
  }

  @ParameterizedTest
  @CsvSource({"65536, unsupported_grant_type", "65537, Body too large"})
  void form_is_limited_to_64_kilobytes(int length, String error) throws IOException {
    String start = "grant_type=nonsense&client_id=c&client_secret=s&more=";
    try (RawConnection connection = new RawConnection()) {
      connection.sendHeader(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + "\r\nContent-Length: "
              + length);
      connection.write(start + "x".repeat(length - start.length()));
      RawResponse response = connection.read();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains(error);
    }
  }

  private static void assertError(RawResponse response, int status) throws IOException {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("content-length", String.valueOf(response.body().getBytes(UTF_8).length));
    assertThat(new ObjectMapper().readTree(response.body()).path("OperationId").asText())
        .isNotEmpty()
        .isEqualTo(response.headers().get("operation-id"));
  }

  /**
   * A response.
   *
   * @param headers the header fields, by name in lower case
   */
  private record RawResponse(int status, Map<String, String> headers, String body) {}

  /** A TCP connection. */
  private final class RawConnection implements AutoCloseable {
    private final Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort());
    private final BufferedReader reader;

    RawConnection() throws IOException {
      socket.setSoTimeout(20_000);
      reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    /** Sends a request line and header fields, and the empty line that ends them. */
    void sendHeader(String head) throws IOException {
      write(head + "\r\n\r\n");
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Reads the next response, with its body. */
    RawResponse read() throws IOException {
      String line = reader.readLine();
      assertThat(line).startsWith("HTTP/1.1 ");
      final int status = Integer.parseInt(line.split(" ", 3)[1]);
      Map<String, String> headers = new TreeMap<>();
      for (line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
        String[] parts = line.split(":", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
      }
      StringBuilder body = new StringBuilder();
      if (headers.containsKey("content-length")) {
        append(body, Integer.parseInt(headers.get("content-length")));
      } else if ("chunked".equals(headers.get("transfer-encoding"))) {
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
          append(body, size);
          reader.readLine();
        }
        reader.readLine();
      }
      return new RawResponse(
          status, headers, new String(body.toString().getBytes(ISO_8859_1), UTF_8));
    }

    /** Returns whether the server has closed the connection. */
    boolean isClosed() throws IOException {
      return reader.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private int chunkSize() throws IOException {
      return Integer.parseInt(reader.readLine().strip(), 16);
    }

    private void append(StringBuilder body, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        body.append((char) reader.read());
      }
    }
  }
}
