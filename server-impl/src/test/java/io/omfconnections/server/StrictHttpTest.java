package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.server.identity.DirectoryFile;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which HTTP messages are rejected, and which unusual ones are not. Long because each rule of
 * RFC 9112 is a test.
 */
class StrictHttpTest {
  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  private static final String TOKEN = "/identity/connect/token";

  @SuppressWarnings("NullAway.Init")
  private static OmfConnectionsServer server;

  @BeforeAll
  static void start() {
    server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a/b",
        "a:b",
        "a:123456",
        "a@b",
        "[",
        "a,b",
        "%61",
        "[::1]:x",
        "[::1",
        "::1",
        "[:::::]",
        "[1.2.3.4]",
        "a:1:2",
        "u:p@a"
      })
  void invalid_host_is_400(String host) throws IOException {
    assertMalformed(
        "GET " + DISCOVERY + " HTTP/1.1\r\nHost: " + host,
        400,
        "has a header field Host that is not a host and an optional port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "[::1]:8080", "[::ffff:1.2.3.4]", "1.2.3.4:", "a_b", ""})
  void valid_host_is_accepted(String host) throws IOException {
    assertAccepted("GET " + DISCOVERY + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  /** RFC 9110, sections 4.2.1 and 4.2.4. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:p@h/x",
        "http://u@h/x",
        "http://a:1:2/x",
        "http://[::1]:x/",
        "http://[::1/",
        "http:///x",
        "http://?x",
        "http://:80/",
        "HTTP://a:b/",
        "https://a:b/",
        "http:/x",
        "httpx://a/x",
        "http/x://a/x",
        "http://a%62/x",
        "http://a#x"
      })
  void invalid_host_in_target_is_400(String target) throws IOException {
    assertMalformed(
        "GET " + target + " HTTP/1.1\r\nHost: a",
        400,
        "has a request target whose host is not a host and an optional port");
  }

  /** RFC 9112, section 3.2.2. */
  @ParameterizedTest
  @ValueSource(strings = {"http://a", "HTTP://a:80", "https://a_b.c", "http://[::1]:80"})
  void absolute_target_is_accepted(String prefix) throws IOException {
    assertAccepted("GET " + prefix + DISCOVERY + " HTTP/1.1\r\nHost: b\r\n\r\n");
  }

  /** A proxy could interpret such requests differently, which is known as request smuggling. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: a;Host: b | has more than one header field Host",
        "X: y | has no header field Host",
        "Host: a;no colon | has a malformed header field",
        "Host: a;X : y | has a malformed header field",
        "Host: a;X@Y: z | has a malformed header field",
        "Host: a;X\u00e9: z | has a malformed header field",
        "Host: a;: z | has a malformed header field",
        "Host: a; folded: x | has a header field that continues on a second line",
        "Host: a;X: y; z | has a header field that continues on a second line",
        "Host: a;X: y;\tz | has a header field that continues on a second line",
        "Host: a;Host: a | has more than one header field Host",
        "Host: a;Content-Length: 4;Content-Length: 4 | has more than one header field"
            + " Content-Length",
        "Host: a;Content-Length: | has a Content-Length that is not a number of bytes",
        "Host: a;Content-Length: +4 | has a Content-Length that is not a number of bytes",
        "Host: a;Content-Length: -4 | has a Content-Length that is not a number of bytes",
        "Host: a;Content-Length: 4, 4 | has a Content-Length that is not a number of bytes",
        "Host: a;Content-Length: 0x4 | has a Content-Length that is not a number of bytes",
        "Host: a;Content-Length: 99999999999999999999 | has a Content-Length that is not a"
            + " number of bytes",
        "Host: a;Transfer-Encoding: gzip | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: gzip, chunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: xchunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: chunked;Transfer-Encoding: x | has a Transfer-Encoding other"
            + " than chunked",
        "Host: a;Transfer-Encoding: chunked;Content-Length: 4 | has both Transfer-Encoding and"
            + " Content-Length",
        "Host: a;Content-Length: 4;Transfer-Encoding: chunked | has both Transfer-Encoding and"
            + " Content-Length"
      })
  void ambiguous_or_malformed_header_section_is_400_and_closes_the_connection(
      String headers, String fault) throws IOException {
    assertMalformed("POST " + TOKEN + " HTTP/1.1\r\n" + headers.replace(";", "\r\n"), 400, fault);
  }

  @Test
  void chunked_body_in_http_1_0_is_400() throws IOException {
    assertMalformed(
        "POST " + TOKEN + " HTTP/1.0\r\nTransfer-Encoding: chunked",
        400,
        "has a Transfer-Encoding in HTTP/1.0");
  }

  /** RFC 9112, section 3: words are separated by exactly one space. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  PATH HTTP/1.1",
        "GET PATH  HTTP/1.1",
        "GET PATH HTTP/1.1 ",
        " GET PATH HTTP/1.1",
        "GET\tPATH HTTP/1.1",
        "GET PATH\tHTTP/1.1",
        "GET PATH",
        "GET PATH x HTTP/1.1",
        "G@T PATH HTTP/1.1",
        "GET PATH http/1.1",
        "GET PATH HTTP/1.10",
        "GET PATH HTTP/11.1",
        "GET PATH HTTP/1",
        "GET PATH HTTP/x.y",
        "GET PATH HTTPS/1.1",
        "NONSENSE"
      })
  void malformed_request_line_is_400(String line) throws IOException {
    assertMalformed(
        line.replace("PATH", DISCOVERY) + "\r\nHost: a", 400, "has a malformed request line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/7.1"})
  void other_major_version_is_505(String version) throws IOException {
    assertMalformed(
        "GET " + DISCOVERY + " " + version + "\r\nHost: a", 505, "has the version " + version);
  }

  @Test
  void tls_handshake_is_400_at_once() throws IOException {
    assertMalformed(
        "\u0016\u0003\u0001\u0000\u0005",
        400,
        "is a TLS handshake, but the service expects plain HTTP");
  }

  @Test
  void http_2_connection_preface_is_505() throws IOException {
    assertMalformed("PRI * HTTP/2.0\r\n\r\nSM", 505, "has the version HTTP/2.0");
  }

  /** RFC 9110, section 2.5. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.2", "HTTP/1.9"})
  void later_minor_version_is_treated_as_http_1_1(String version) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      for (int i = 0; i < 2; i++) {
        connection.write(chunkedForm(chunk(form())).replace("HTTP/1.1", version));
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void http_1_0_is_accepted_without_host_and_closes_the_connection() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + " HTTP/1.0");
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** RFC 9110, section 5.5, and RFC 9112, section 2.2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\u0000b",
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\u0001b",
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\u001fb",
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\u007fb",
        "GET PATH HTTP/1.1\r\nHost: a\r\nX\u0000: b",
        "GET PATH\u0000 HTTP/1.1\r\nHost: a",
        "GET PATH?\u0007 HTTP/1.1\r\nHost: a",
        "G\u0000T PATH HTTP/1.1\r\nHost: a"
      })
  void control_character_in_head_is_400(String head) throws IOException {
    assertMalformed(head.replace("PATH", DISCOVERY), 400, "has a control character in its head");
  }

  /** RFC 9112, section 2.2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\rb",
        "GET PATH HTTP/1.1\r\nHost: a\r\nX: a\r",
        "GET PATH HTTP/1.1\rHost: a",
        "GET\rPATH HTTP/1.1\r\nHost: a",
        "GET PATH\r HTTP/1.1\r\nHost: a",
        "GET PATH HTTP/1.1\nHost: a",
        "GET PATH HTTP/1.1\r\nHost: a\nX: b",
        "GET PATH HTTP/1.1\r\nHost: a\n",
        "\nGET PATH HTTP/1.1\r\nHost: a",
        "\rGET PATH HTTP/1.1\r\nHost: a"
      })
  void bare_cr_or_lf_in_head_is_400(String head) throws IOException {
    assertMalformed(
        head.replace("PATH", DISCOVERY), 400, "has a line that does not end with CR LF");
  }

  @Test
  void other_bytes_in_field_value_are_accepted() throws IOException {
    assertAccepted(
        "GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nX:\t\u0080\u0085\u00ff\tb \r\nY:\r\n\r\n");
  }

  /** RFC 9112, section 2.2. */
  @Test
  void up_to_four_empty_lines_before_a_request_are_ignored() throws IOException {
    String request = "GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\n\r\n";
    assertAccepted("\r\n" + request);
    assertAccepted("\r\n".repeat(4) + request);
    assertMalformed("\r\n".repeat(5), 400, "has more than 4 empty lines before its request line");
    try (RawConnection connection = new RawConnection(server)) {
      for (int i = 0; i < 3; i++) {
        connection.write(request + "\r\n");
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void request_that_arrives_byte_by_byte_is_accepted() throws IOException {
    String request = "\r\n" + chunkedForm("3;x=\"y\"\r\na=b\r\n" + chunk('&' + form()));
    try (RawConnection connection = new RawConnection(server)) {
      for (int i = 0; i < 2; i++) {
        for (int at = 0; at < request.length(); at++) {
          connection.write(request.substring(at, at + 1));
        }
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  /** RFC 9110, section 9.3.6. Otherwise the client could not tell where the response ends. */
  @ParameterizedTest
  @ValueSource(strings = {"a:443", "/", DISCOVERY, "http://a/"})
  void connect_is_501_and_closes_the_connection(String target) throws IOException {
    assertMalformed("CONNECT " + target + " HTTP/1.1\r\nHost: a", 501, "has the method CONNECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "000\r\n\r\n",
        "2;a\r\n&x\r\n0;b\r\n\r\n",
        "1;a=b;c=\"d;\\\"\"\r\n&\r\n1 \t;e\r\nx\r\n0\r\n\r\n",
        "0\r\nX: y\r\nContent-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n"
      })
  void chunk_extensions_and_trailers_are_ignored(String body) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      for (int i = 0; i < 2; i++) {
        connection.write(chunkedForm(chunk(form()).replaceFirst("0\r\n\r\n$", "") + body));
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x;;| has a malformed chunk size",
        ";| has a malformed chunk size",
        "-2;x=| has a malformed chunk size",
        "0x2;x=| has a malformed chunk size",
        "2 x;x=| has a malformed chunk size",
        "2 ;x=| has a malformed chunk size",
        "1000000000000000;x=| has a chunk size that is too large",
        "1;x=;0;;| has a chunk that is longer than its size",
        "2;x=;0;no field;;| has a malformed trailer field"
      })
  void malformed_chunk_is_400_and_closes_the_connection(String body, String fault)
      throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.write(chunkedForm(body.replace(";", "\r\n")));
      RawConnection.RawResponse response = connection.read();

      response.assertError(400);
      assertThat(response.body()).contains(fault);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  private static String chunkedForm(String body) {
    return "POST "
        + TOKEN
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
        + "\r\nTransfer-Encoding: chunked\r\n\r\n"
        + body;
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n0\r\n\r\n";
  }

  private static String form() {
    return "grant_type=client_credentials&client_id="
        + server.directory().tenants().get(0).clients().get(0).id()
        + "&client_secret="
        + DirectoryFile.DEVELOPMENT_SECRET;
  }

  private static void assertAccepted(String request) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.write(request);
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  /** Asserts that nothing after the head is read as a request, either. */
  private static void assertMalformed(String head, int status, String fault) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(head);
      RawConnection.RawResponse response = connection.read();

      response.assertError(status);
      assertThat(new ObjectMapper().readTree(response.body()).path("Parameters").path("request"))
          .isEqualTo(new TextNode(fault));
      assertThat(response.headers()).containsEntry("connection", "close");
      assertThat(connection.isClosed()).isTrue();
    }
  }
}
