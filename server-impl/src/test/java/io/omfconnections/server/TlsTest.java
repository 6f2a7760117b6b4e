package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.files.PrivateFiles;
import io.omfconnections.server.identity.DirectoryFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections, and the files of certificates and keys. */
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
    OmfConnectionsServer server = start(withFiles());
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
  void self_signed_certificate_is_private_and_kept_until_it_is_about_to_expire() throws Exception {
    Path data = folder.resolve("data");
    ServerConfigBuilder config =
        ServerConfig.builder().port(0).dataDirectory(data).tlsSelfSigned(true);
    OmfConnectionsServer.start(config.build()).close();
    Path key = data.resolve(SelfSignedCertificate.KEY_FILE);
    String first = Files.readString(key);
    if (PrivateFiles.isPosix(key)) {
      assertThat(PrivateFiles.isOpenToOthers(key)).isFalse();
    }
    try (var files = Files.list(data)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("tls-")))
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder(
              SelfSignedCertificate.KEY_FILE, SelfSignedCertificate.CERTIFICATE_FILE);
    }

    OmfConnectionsServer.start(config.build()).close();
    assertThat(Files.readString(key)).isEqualTo(first);

    SelfSignedCertificate.ensure(data, Clock.offset(Clock.systemUTC(), Duration.ofDays(397 - 29)));
    assertThat(Files.readString(key)).isNotEqualTo(first);
    OmfConnectionsServer server = start(config);
    assertThat(client(data).send(live(server), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
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

    assertThat(client().send(live(server), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    for (Socket socket : silent) {
      assertThat(readsEnd(socket)).isTrue();
    }
    for (Socket socket : incomplete) {
      assertThat(readsEnd(socket)).isTrue();
    }
  }

  /** Grizzly would wait for the client, without a limit, on a thread that processes requests. */
  @Test
  void renegotiation_is_refused() throws Exception {
    OmfConnectionsServer server = start(Duration.ofHours(1), 100);
    SSLSocket socket = connectTls(server);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
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

  @Test
  void unusable_file_is_named_with_what_to_do() throws Exception {
    SelfSignedCertificate.create(folder, List.of("-keyalg", "RSA", "-keysize", "2048"));
    Path certificate = folder.resolve(SelfSignedCertificate.CERTIFICATE_FILE);
    Path key = folder.resolve(SelfSignedCertificate.KEY_FILE);
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    SelfSignedCertificate.create(other, List.of("-keyalg", "RSA", "-keysize", "2048"));
    Path otherKey = other.resolve(SelfSignedCertificate.KEY_FILE);
    Path missing = folder.resolve("missing.pem");
    Path pkcs1 = folder.resolve("pkcs1.pem");
    Files.writeString(pkcs1, Files.readString(key).replace("PRIVATE KEY", "RSA PRIVATE KEY"));
    Path damaged = folder.resolve("damaged.pem");
    Files.writeString(damaged, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    Path elliptic = folder.resolve("ec");
    Files.createDirectory(elliptic);
    SelfSignedCertificate.create(elliptic, List.of("-keyalg", "EC", "-groupname", "secp256r1"));

    assertRefused(missing, key, missing, "does not exist");
    assertRefused(certificate, missing, missing, "does not exist");
    assertRefused(key, key, key, "no certificate in PEM format");
    assertRefused(certificate, certificate, certificate, "BEGIN PRIVATE KEY");
    assertRefused(certificate, pkcs1, pkcs1, "openssl pkcs8 -topk8 -nocrypt");
    assertRefused(certificate, damaged, damaged, "damaged");
    assertRefused(certificate, otherKey, otherKey, "not the key of the first certificate");
    assertRefused(
        certificate,
        elliptic.resolve(SelfSignedCertificate.KEY_FILE),
        elliptic.resolve(SelfSignedCertificate.KEY_FILE),
        "not the key of the certificate");
  }

  private void assertRefused(Path certificate, Path key, Path named, String reason) {
    assertThatThrownBy(
            () ->
                OmfConnectionsServer.start(
                        ServerConfig.builder()
                            .port(0)
                            .tlsCertificate(certificate)
                            .tlsKey(key)
                            .build())
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void settings_that_contradict_each_other_are_refused() {
    Path file = folder.resolve("file.pem");
    assertThatThrownBy(() -> ServerConfig.builder().tlsCertificate(file).build())
        .hasMessageContaining("--tls-key");
    assertThatThrownBy(() -> ServerConfig.builder().tlsKey(file).build())
        .hasMessageContaining("--tls-certificate");
    assertThatThrownBy(() -> ServerConfig.builder().tlsSelfSigned(true).build())
        .hasMessageContaining("--data-dir");
    assertThatThrownBy(
            () ->
                ServerConfig.builder()
                    .dataDirectory(folder)
                    .tlsCertificate(file)
                    .tlsKey(file)
                    .tlsSelfSigned(true)
                    .build())
        .hasMessageContaining("--tls-self-signed");
  }

  private OmfConnectionsServer start(Duration idleTimeout, int maxConcurrentRequests)
      throws Exception {
    SelfSignedCertificate.create(folder, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    return start(withFiles().idleTimeout(idleTimeout).maxConcurrentRequests(maxConcurrentRequests));
  }

  private OmfConnectionsServer start(ServerConfigBuilder config) {
    OmfConnectionsServer server = OmfConnectionsServer.start(config.build());
    running = server;
    return server;
  }

  private ServerConfigBuilder withFiles() {
    return ServerConfig.builder()
        .port(0)
        .tlsCertificate(folder.resolve(SelfSignedCertificate.CERTIFICATE_FILE))
        .tlsKey(folder.resolve(SelfSignedCertificate.KEY_FILE));
  }

  private static HttpRequest live(OmfConnectionsServer server) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + server.baseUri().getPort() + "/health/live"))
        .timeout(Duration.ofMillis(PATIENCE_MILLIS))
        .build();
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
    return HttpClient.newBuilder().sslContext(trusting(directory)).build();
  }

  /** Returns the settings of a client that trusts the certificate in a directory, and no other. */
  private static SSLContext trusting(Path directory) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in =
        Files.newInputStream(directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE))) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private SSLSocket connectTls(OmfConnectionsServer server) throws Exception {
    return (SSLSocket)
        trusting(folder)
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
