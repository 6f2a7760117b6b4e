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

/** What a client sees that writes its requests byte by byte, as no HTTP client would. */
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
  void whoeverWaitsForTheWordToSendItsBodyGetsIt() throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say(
          "POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2");
      assertThat(conversation.answer().status()).isEqualTo(100);

      conversation.write("x=");
      assertThat(conversation.answer().status()).isEqualTo(400);
    }
  }

  @Test
  void anotherExpectationIsIgnored() throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nExpect: a-miracle");
      assertThat(conversation.answer().status()).isEqualTo(200);
    }
  }

  /** It may send the body that nobody reads, or not: what comes next can't be told. */
  @Test
  void afterAnErrorForWhoeverMayHoldItsBodyBackTheConnectionIsClosed() throws IOException {
    String request = "POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    try (Conversation conversation = new Conversation()) {
      conversation.say(request + 0);
      Answer plain = conversation.answer();
      assertThat(plain.status()).isEqualTo(401);
      assertThat(plain.headers()).doesNotContainKey("connection");

      conversation.say(request + "2\r\nExpect: 100-continue");
      Answer answer = conversation.answer();
      if (answer.status() == 100) {
        answer = conversation.answer();
      }
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers()).containsEntry("connection", "close");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, Host: example.org, http://example.org",
    "HTTP/1.1, Host: example.org:8443, http://example.org:8443",
    "HTTP/1.1, Host: under_score.local:8443, http://under_score.local:8443",
    "HTTP/1.1, Host: [::1]:9, http://[::1]:9",
    "HTTP/1.1, Host:, OWN",
    "HTTP/1.0, Accept: */*, OWN"
  })
  void discoveryAnswersWithTheAddressThatTheCallerUsed(String version, String header, String base)
      throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + " " + version + "\r\n" + header);
      Answer answer = conversation.answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(answer.body()).path("token_endpoint").asText())
          .isEqualTo(base.replace("OWN", "http://127.0.0.1:" + server.baseUri().getPort()) + TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a:b", "a:123456", "a@b", "[", "a,b", "%61"})
  void aHostThatIsNoneIsRefused(String host) throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + " HTTP/1.1\r\nHost: " + host);
      Answer answer = conversation.answer();

      assertError(answer, 400);
      assertThat(new ObjectMapper().readTree(answer.body()).path("Parameters").fieldNames())
          .toIterable()
          .containsExactly("Host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "?a=b&c", "?%zz", "?{}|^"})
  void aQueryMeansNothing(String query) throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + query + " HTTP/1.1\r\nHost: a");
      assertThat(conversation.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/api/%", "/{}", "//" + DISCOVERY, "x" + DISCOVERY, "*"})
  void whatIsNoAddressIsNotFound(String target) throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("OPTIONS " + target + " HTTP/1.1\r\nHost: a");
      assertError(conversation.answer(), 404);
    }
  }

  @ParameterizedTest
  @CsvSource({"20000, 200", "40000, 400"})
  void headersHave32KilobytesAtMost(int length, int status) throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say(
          "GET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(length));
      assertThat(conversation.answer().status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "' HTTP/1.1', X-Long: LONG, 400, Malformed request",
    "' HTTP/7.0', X-Short: x, 505, HTTP version not supported",
    "LONG HTTP/1.1, X-Short: x, 400, Malformed request"
  })
  void whatIsNoHttpGetsAWholeErrorAndNothingMore(
      String version, String header, int status, String error) throws IOException {
    try (Conversation conversation = new Conversation()) {
      String head = "GET /" + version + "\r\nHost: a\r\n" + header;
      conversation.say(head.replace("LONG", "x".repeat(40_000)));
      Answer answer = conversation.answer();

      assertError(answer, status);
      assertThat(answer.body()).contains("\"Error\":\"" + error + "\"");
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(conversation.isOver()).isTrue();
    }
  }

  /** Who is in front of the service must not see another request than it does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: a;Host: b | has more than one header Host",
        "Host: a;no colon | has a line among its headers that is none",
        "Host: a;X : y | has a line among its headers that is none",
        "Host: a;X@Y: z | has a line among its headers that is none",
        "Host: a;Host: a | has more than one header Host",
        "Host: a;Transfer-Encoding: gzip | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: gzip, chunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: xchunked | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: chunked;Transfer-Encoding: x | has a Transfer-Encoding other than chunked",
        "Host: a;Transfer-Encoding: chunked;Content-Length: 4 | has both Transfer-Encoding and Content-Length",
        "Host: a;Content-Length: 4;Transfer-Encoding: chunked | has both Transfer-Encoding and Content-Length"
      })
  void whatCouldBeTakenForAnotherRequestIsNone(String headers, String fault) throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("POST " + TOKEN + " HTTP/1.1\r\n" + headers.replace(";", "\r\n"));
      conversation.write("0\r\n\r\nGET " + DISCOVERY + " HTTP/1.1\r\nHost: a\r\n\r\n");
      Answer answer = conversation.answer();

      assertError(answer, 400);
      assertThat(answer.body()).contains(fault);
      assertThat(conversation.isOver()).isTrue();
    }
  }

  @Test
  void aConnectionIsKeptForTheNextRequestAlsoAfterABody() throws IOException {
    String form =
        "grant_type=client_credentials&client_id="
            + server.directory().tenants().get(0).clients().get(0).id()
            + "&client_secret="
            + DirectoryFile.DEVELOPMENT_SECRET;
    try (Conversation conversation = new Conversation()) {
      for (int i = 0; i < 3; i++) {
        conversation.say(
            "POST "
                + TOKEN
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
                + "\r\nContent-Length: "
                + form.length());
        conversation.write(form);
        assertThat(conversation.answer().status()).isEqualTo(200);
      }
    }
  }

  /** Whatever a method means, what comes with it is its body, and not the next request. */
  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "PROPFIND", "GET"})
  void aBodyIsABodyWhateverTheMethod(String method) throws IOException {
    try (Conversation conversation = new Conversation()) {
      for (String headAndBody :
          List.of(
              "Content-Length: 0\r\n\r\n",
              "Content-Length: 9\r\n\r\na b HTTP ",
              "Transfer-Encoding: chunked\r\n\r\n4\r\na b \r\n0\r\n\r\n")) {
        conversation.write(method + " " + COLLECTION + " HTTP/1.1\r\nHost: a\r\n" + headAndBody);
        assertError(conversation.answer(), method.equals("GET") ? 401 : 405);
      }
      conversation.say("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      assertThat(conversation.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void nobodyCanMakeTheServerReadABodyForEverThatItHasRefused() throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("POST " + COLLECTION + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000");
      assertThat(conversation.answer().status()).isEqualTo(401);

      assertThat(conversation.isOver()).isTrue();
    }
  }

  @Test
  void withAnExternalIssuerDiscoveryLeadsThereAndNoTokensAreIssued() throws IOException {
    server.close();
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .externalIssuer(
                    new ExternalIssuer(
                        URI.create("https://issuer.example"),
                        Set.of("an audience"),
                        null,
                        ClaimNames.DEFAULT))
                .build());
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      Answer answer = conversation.answer();
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.headers())
          .containsEntry("location", "https://issuer.example/.well-known/openid-configuration");

      conversation.say("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      assertError(conversation.answer(), 404);
      conversation.say("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0");
      assertError(conversation.answer(), 404);
    }
  }

  @Test
  void theKeySetHasThePublicKeyOnly() throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      JsonNode keys = new ObjectMapper().readTree(conversation.answer().body()).path("keys");

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
  void anAnswerWithATokenIsNotKeptAndARefusalOfTheHeaderNamesTheScheme(
      String secret, boolean inHeader, int status, boolean challenged) throws IOException {
    String id = server.directory().tenants().get(0).clients().get(0).id();
    String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(ISO_8859_1));
    String form =
        "grant_type=client_credentials"
            + (inHeader ? "" : "&client_id=" + id + "&client_secret=" + secret);
    try (Conversation conversation = new Conversation()) {
      conversation.say(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + (inHeader ? "\r\nAuthorization: Basic " + basic : "")
              + "\r\nContent-Length: "
              + form.length());
      conversation.write(form);
      Answer answer = conversation.answer();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers())
          .containsEntry("cache-control", "no-store")
          .containsEntry("content-type", "application/json");
      assertThat(answer.headers().getOrDefault("www-authenticate", ""))
          .startsWith(challenged ? "Basic realm=" : "");
      assertThat(answer.headers().containsKey("www-authenticate")).isEqualTo(challenged);
    }
  }

  /** Who has no token yet keeps no thread waiting for as long as a request may take. */
  @Test
  void aFormThatDoesNotComeIsOutOfTimeBeforeTheRequestIs() throws IOException {
    try (Conversation conversation = new Conversation()) {
      conversation.say("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100");
      conversation.write("grant_type=");
      Answer answer = conversation.answer();

      assertError(answer, 408);
      assertThat(answer.body()).contains("limit was 5 seconds");
    }
  }

  @ParameterizedTest
  @CsvSource({"65536, unsupported_grant_type", "65537, Body too large"})
  void aFormHas64KilobytesAtMost(int length, String error) throws IOException {
    String start = "grant_type=nonsense&client_id=c&client_secret=s&more=";
    try (Conversation conversation = new Conversation()) {
      conversation.say(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + "\r\nContent-Length: "
              + length);
      conversation.write(start + "x".repeat(length - start.length()));
      Answer answer = conversation.answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains(error);
    }
  }

  private static void assertError(Answer answer, int status) throws IOException {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("content-length", String.valueOf(answer.body().getBytes(UTF_8).length));
    assertThat(new ObjectMapper().readTree(answer.body()).path("OperationId").asText())
        .isNotEmpty()
        .isEqualTo(answer.headers().get("operation-id"));
  }

  /**
   * An answer.
   *
   * @param headers by their names in lower case
   */
  private record Answer(int status, Map<String, String> headers, String body) {}

  /** One connection. */
  private final class Conversation implements AutoCloseable {
    private final Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort());
    private final BufferedReader reader;

    Conversation() throws IOException {
      socket.setSoTimeout(20_000);
      reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    /** Sends a head, and its end. */
    void say(String head) throws IOException {
      write(head + "\r\n\r\n");
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The next answer, with the body that its length or its chunks say. */
    Answer answer() throws IOException {
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
        for (int size = chunk(); size > 0; size = chunk()) {
          append(body, size);
          reader.readLine();
        }
        reader.readLine();
      }
      return new Answer(status, headers, new String(body.toString().getBytes(ISO_8859_1), UTF_8));
    }

    /** Whether the server has closed it. */
    boolean isOver() throws IOException {
      return reader.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private int chunk() throws IOException {
      return Integer.parseInt(reader.readLine().strip(), 16);
    }

    private void append(StringBuilder body, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        body.append((char) reader.read());
      }
    }
  }
}
