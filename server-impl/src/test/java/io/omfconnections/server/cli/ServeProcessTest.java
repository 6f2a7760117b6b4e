package io.omfconnections.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import io.omfconnections.server.TlsClients;
import io.omfconnections.server.identity.TestKeys;
import io.omfconnections.server.identity.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests what depends on the surroundings of a process: its console and its directories. Long
 * because each test prepares other surroundings.
 */
@Tag("slow")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ServeProcessTest {
  /** More than the log's queue and a pipe hold together. */
  private static final int MANY_REQUESTS = 2_000;

  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  private static final String LISTENING = "Listening on ";

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private @Nullable Process process;
  private final List<String> printed = new ArrayList<>();

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void log_that_nobody_reads_stops_no_request_and_the_dropped_lines_are_counted() throws Exception {
    URI base = start(List.of(), "--in-memory");

    send(base, MANY_REQUESTS);

    List<String> log = new CopyOnWriteArrayList<>();
    Thread reader = new Thread(() -> running().errorReader().lines().forEach(log::add));
    reader.setDaemon(true);
    reader.start();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              send(base, 1);
              return log.stream().anyMatch(line -> line.contains(" log lines were dropped"));
            });
  }

  @Test
  void log_that_nobody_reads_does_not_prevent_termination() throws Exception {
    URI base = start(List.of(), "--in-memory");
    send(base, MANY_REQUESTS);

    terminate();

    assertThat(running().waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void last_log_lines_are_written_at_exit() throws Exception {
    URI base = start(List.of(), "--in-memory");
    send(base, 100);

    terminate();

    try (BufferedReader log = running().errorReader()) {
      assertThat(log.lines().filter(line -> line.contains(DISCOVERY))).hasSize(100);
    }
  }

  @Test
  void native_library_leaves_no_file_behind() throws Exception {
    Path data = folder.resolve("data");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));

    start(List.of("-Djava.io.tmpdir=" + temporary), "--data-dir", data.toString());
    running().destroyForcibly().waitFor();

    assertThat(temporary).isEmptyDirectory();
    assertThat(data).isDirectoryNotContaining("glob:**{sqlite-,.so,.dll,.dylib}*");

    start(List.of("-Djava.io.tmpdir=" + temporary), "--in-memory");
    running().destroyForcibly().waitFor();

    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void data_directory_replaces_a_missing_temporary_directory() throws Exception {
    Path missing = folder.resolve("missing");

    URI base =
        start(
            List.of("-Djava.io.tmpdir=" + missing),
            "--data-dir",
            folder.resolve("data").toString());

    send(base, 1);
  }

  @Test
  void missing_temporary_directory_is_reported_in_one_sentence() throws Exception {
    Path missing = folder.resolve("missing");

    process = process(List.of("-Djava.io.tmpdir=" + missing), "--in-memory");

    String errors = new String(running().getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(running().waitFor()).isEqualTo(1);
    assertThat(errors)
        .contains("native library", missing.toString(), "-Dorg.sqlite.tmpdir=DIR")
        .doesNotContain("\tat ", "Exception");
    assertThat(errors.lines().filter(line -> line.contains("native library"))).hasSize(1);
  }

  /** Clients reject an issuer whose name is not the one that they used. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, , 'http://HOST:', HOST is any name or address of this machine",
    "0.0.0.0, https://omf.example, 'https://omf.example', Clients must use https://omf.example."
  })
  void start_says_which_names_clients_can_use(
      String host, @Nullable String publicUrl, String url, String sentence) throws Exception {
    Path directory = folder.resolve("tenants.yaml");
    Files.writeString(
        directory,
        "tenants: [{id: t, namespaces: [{id: n}], clients: [],"
            + " roles: [{id: r, name: a, administrator: true}]}]");
    List<String> arguments =
        new ArrayList<>(
            List.of("--in-memory", "--host", host, "--directory", directory.toString()));
    if (publicUrl != null) {
      arguments.addAll(List.of("--public-url", publicUrl));
    }

    start(List.of(), arguments.toArray(new String[0]));

    assertThat(printed).anyMatch(line -> line.startsWith("Token endpoint:  " + url));
    assertThat(printed).anyMatch(line -> line.contains(sentence));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // which has no SIGHUP
  // Under nohup, the process ignores the signal, and reading its log would never end.
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void hangup_signal_has_the_directory_file_read_again() throws Exception {
    Path directory = folder.resolve("tenants.yaml");
    String valid = "tenants: [{id: t, roles: [{id: r, administrator: true}]}]";
    Files.writeString(directory, valid);
    start(List.of(), "--in-memory", "--directory", directory.toString());

    hangUp();
    BufferedReader log = running().errorReader();
    // Without the signal, a file that has not changed is not read.
    assertThat(log.readLine()).contains("INFO", directory + " was read again");

    Files.writeString(directory, valid.replace("id: r", "id: ''"));
    hangUp();
    assertThat(log.readLine())
        .contains("ERROR", directory + ": line 1: tenants[0].roles[0].id is missing");
    assertThat(running().isAlive()).isTrue();
  }

  /**
   * These flags are tested with one process because each start takes seconds. The tests of the
   * service set them without the command line.
   */
  @Test
  void certificate_and_origins_and_claim_of_the_flags_are_used() throws Exception {
    TlsClients.createCertificate(folder);
    Path directory =
        Files.writeString(
            folder.resolve("tenants.yaml"),
            "tenants: [{id: tenant, namespaces: [{id: plant-a}], clients: [],"
                + " roles: [{id: admins, administrator: true}]}]");
    RSAKey key = TestKeys.get(0);
    byte[] keySet = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keySet.length);
          exchange.getResponseBody().write(keySet);
          exchange.close();
        });
    issuer.start();
    try {
      URI base =
          start(
              List.of(),
              "--in-memory",
              "--directory=" + directory,
              "--tls-certificate=" + TlsClients.certificate(folder),
              "--tls-key=" + TlsClients.key(folder),
              "--cors-origin=https://one.example",
              "--cors-origin=https://two.example",
              "--issuer=" + Tokens.ISSUER,
              "--audience=" + Tokens.AUDIENCE,
              "--jwks-uri=http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys",
              "--roles-claim=realm_access.roles");
      HttpClient tls = HttpClient.newBuilder().sslContext(TlsClients.trusting(folder)).build();

      assertThat(base.getScheme()).isEqualTo("https");
      assertThat(allowedOrigin(tls, base, "https://one.example")).hasValue("https://one.example");
      assertThat(allowedOrigin(tls, base, "https://two.example")).hasValue("https://two.example");
      assertThat(allowedOrigin(tls, base, "https://three.example")).isEmpty();
      JWTClaimsSet.Builder claims = Tokens.claims(Instant.now());
      claims.claim("realm_access", Map.of("roles", List.of("admins")));
      assertThat(create(tls, base, Tokens.signed(key, claims.build()))).isEqualTo(202);
      claims.claim("realm_access", Map.of("roles", List.of())).claim("roles", List.of("admins"));
      assertThat(create(tls, base, Tokens.signed(key, claims.build()))).isEqualTo(403);
    } finally {
      issuer.stop(0);
    }
  }

  private static Optional<String> allowedOrigin(HttpClient client, URI base, String origin)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/health/live")).header("Origin", origin).build();
    return client
        .send(request, BodyHandlers.discarding())
        .headers()
        .firstValue("Access-Control-Allow-Origin");
  }

  /** Returns the status of a request that only an administrator may send. */
  private static int create(HttpClient client, URI base, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                base.resolve("/api/v1/tenants/tenant/namespaces/plant-a/omfConnections"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"ClientIds\":[]}"))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private void hangUp() throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-HUP", Long.toString(running().pid()))
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // which has no systemd
  void systemd_is_told_when_the_server_has_started() throws Exception {
    Path told = folder.resolve("told");
    Path notify = folder.resolve("systemd-notify");
    Files.writeString(notify, "#!/bin/sh\necho \"$NOTIFY_SOCKET $*\" >'" + told + "'\n");
    assertThat(notify.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder = command(List.of(), "--in-memory");
    builder.environment().put("NOTIFY_SOCKET", "/socket");
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));

    process = builder.start();
    awaitListening();

    await().untilAsserted(() -> assertThat(told).hasContent("/socket --ready"));
  }

  @Test
  void processes_that_start_at_once_share_a_self_signed_certificate() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        processes.add(process(List.of(), "--data-dir", data.toString(), "--tls-self-signed"));
      }
      List<X509Certificate> used = new ArrayList<>();
      for (Process one : processes) {
        process = one;
        used.add(certificate(awaitListening()));
      }
      try (InputStream in = Files.newInputStream(data.resolve("tls-certificate.pem"))) {
        Certificate stored = CertificateFactory.getInstance("X.509").generateCertificate(in);
        assertThat(used).hasSize(3).allMatch(stored::equals);
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /** Returns the certificate of a server, whoever has issued it. */
  private static X509Certificate certificate(URI server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private Process running() {
    return Objects.requireNonNull(process);
  }

  /** Sends SIGTERM. Process.destroy would also close the pipes, so that writing to them fails. */
  private void terminate() {
    assertThat(running().toHandle().destroy()).isTrue();
  }

  private void send(URI base, int count) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(DISCOVERY)).timeout(Duration.ofSeconds(30)).build();
    for (int i = 0; i < count; i++) {
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  /** Starts the server, and reads its standard output, but not its log. */
  private URI start(List<String> javaOptions, String... arguments) throws IOException {
    process = process(javaOptions, arguments);
    return awaitListening();
  }

  private URI awaitListening() throws IOException {
    BufferedReader output = running().inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      printed.add(line);
      if (line.startsWith(LISTENING)) {
        return URI.create(line.substring(LISTENING.length()));
      }
    }
    throw new AssertionError(String.join("\n", running().errorReader().lines().toList()));
  }

  private static Process process(List<String> javaOptions, String... arguments) throws IOException {
    return command(javaOptions, arguments).start();
  }

  private static ProcessBuilder command(List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("serve", "--port", "0"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
