package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.identity.DirectoryFile;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections. */
class TlsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir private Path folder;
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable OmfConnectionsServer running;

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (running != null) {
      running.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"'-keyalg,RSA,-keysize,2048'", "'-keyalg,EC,-groupname,secp384r1'"})
  void client_that_trusts_the_certificate_gets_a_token_and_uses_it_under_each_name(String key)
      throws Exception {
    SelfSignedCertificate.create(folder, List.of(key.split(",")));
    OmfConnectionsServer server = start(TlsClients.serverConfig(folder));
    assertThat(server.baseUri().getScheme()).isEqualTo("https");
    HttpClient http = client();

    for (String host : List.of("localhost", "127.0.0.1")) {
      String base = "https://" + host + ":" + server.baseUri().getPort();
      JsonNode discovery =
          json(
              http,
              HttpRequest.newBuilder(
                  URI.create(base + "/identity/.well-known/openid-configuration")));
      assertThat(discovery.path("issuer").asText()).isEqualTo(base + "/identity");
      String form =
          "grant_type=client_credentials&client_id="
              + server.directory().tenants().get(0).clients().get(0).id()
              + "&client_secret="
              + DirectoryFile.DEVELOPMENT_SECRET;
      JsonNode token =
          json(
              http,
              HttpRequest.newBuilder(URI.create(discovery.path("token_endpoint").asText()))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form)));
      JsonNode list =
          json(
              http,
              HttpRequest.newBuilder(
                      URI.create(
                          base
                              + "/api/v1/tenants/"
                              + server.directory().tenants().get(0).id()
                              + "/namespaces/plant-a/omfConnections"))
                  .header("Authorization", "Bearer " + token.path("access_token").asText()));
      assertThat(list.path("Results").isArray()).isTrue();
    }
  }

  @Test
  void plain_http_is_closed_at_once() throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    Socket plain = connect(server);
    plain.getOutputStream().write(LIVE.getBytes(ISO_8859_1));

    assertThat(readsEnd(plain)).isTrue();
  }

  @Test
  void incomplete_handshakes_hold_no_thread_and_end_after_the_idle_timeout() throws Exception {
    OmfConnectionsServer server = start(Duration.ofSeconds(3), 1);
    List<Socket> silent = new ArrayList<>();
    List<Socket> incomplete = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(connect(server));
      Socket socket = connect(server);
      // A record of the type Handshake whose 512 bytes do not come.
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
      incomplete.add(socket);
    }

    assertThat(client().send(TlsClients.live(server), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    for (Socket socket : silent) {
      assertThat(readsEnd(socket)).isTrue();
    }
    for (Socket socket : incomplete) {
      assertThat(readsEnd(socket)).isTrue();
    }
  }

  /**
   * After the first handshake, Grizzly would wait for the client (TLS 1.2) or have the engine
   * respond as often as the client likes (TLS 1.3), on a thread that processes requests.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void renegotiation_and_update_of_keys_are_refused(String version) throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    SSLSocket socket = connectTls(server);
    socket.setEnabledProtocols(new String[] {version});
    socket.getOutputStream().write(LIVE.getBytes(ISO_8859_1));
    while (socket.getInputStream().read() != '}') {}

    assertThatThrownBy(
            () -> {
              socket.startHandshake();
              socket.getOutputStream().write(LIVE.getBytes(ISO_8859_1));
              if (socket.getInputStream().read() < 0) {
                throw new EOFException();
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void record_that_is_longer_than_tls_allows_is_refused_before_it_arrives() throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    Socket socket = connect(server);
    socket.getOutputStream().write(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff});

    assertThat(readsEnd(socket)).isTrue();
  }

  @Test
  void data_after_the_end_of_the_clients_data_is_not_kept() throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    Socket socket = connect(server);
    SSLSocket tls =
        (SSLSocket)
            TlsClients.trusting(folder)
                .getSocketFactory()
                .createSocket(socket, "localhost", server.baseUri().getPort(), false);
    tls.getOutputStream().write(LIVE.getBytes(ISO_8859_1));
    while (tls.getInputStream().read() != '}') {}
    tls.shutdownOutput();
    byte[] record = new byte[100];
    record[0] = 23;
    record[1] = 3;
    record[2] = 3;
    record[4] = 95;

    assertThatThrownBy(
            () -> {
              while (true) {
                socket.getOutputStream().write(record);
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  /** Each byte in a TCP segment of its own. */
  @Test
  void record_can_arrive_in_any_number_of_pieces() throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    Socket socket = connect(server);
    socket.setTcpNoDelay(true);
    SSLEngine engine = TlsClients.trusting(folder).createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer first = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), first);
    for (int i = 0; i < first.position(); i++) {
      socket.getOutputStream().write(first.get(i));
    }

    assertThat(socket.getInputStream().read()).as("a record of the handshake").isEqualTo(22);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void both_versions_of_tls_are_supported(String version) throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    SSLSocket socket = connectTls(server);
    socket.setEnabledProtocols(new String[] {version});
    for (int i = 0; i < 2; i++) {
      socket.getOutputStream().write(LIVE.getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
          .isEqualTo("HTTP/1.1 200");
      while (socket.getInputStream().read() != '}') {}
    }
  }

  private OmfConnectionsServer start(Duration idleTimeout, int maxConcurrentRequests)
      throws Exception {
    TlsClients.createCertificate(folder);
    return start(
        TlsClients.serverConfig(folder)
            .idleTimeout(idleTimeout)
            .maxConcurrentRequests(maxConcurrentRequests));
  }

  private OmfConnectionsServer start(ServerConfigBuilder config) {
    OmfConnectionsServer server = OmfConnectionsServer.start(config.build());
    running = server;
    return server;
  }

  private static JsonNode json(HttpClient http, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(
            request.timeout(Duration.ofMillis(PATIENCE_MILLIS)).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private HttpClient client() throws Exception {
    return client(folder);
  }

  private static HttpClient client(Path directory) throws Exception {
    return HttpClient.newBuilder().sslContext(TlsClients.trusting(directory)).build();
  }

  private SSLSocket connectTls(OmfConnectionsServer server) throws Exception {
    return (SSLSocket)
        TlsClients.trusting(folder)
            .getSocketFactory()
            .createSocket(connect(server), "localhost", server.baseUri().getPort(), true);
  }

  private Socket connect(OmfConnectionsServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return socket;
  }

  private static boolean readsEnd(Socket socket) throws IOException {
    socket.getInputStream().readAllBytes();
    return true;
  }
}
