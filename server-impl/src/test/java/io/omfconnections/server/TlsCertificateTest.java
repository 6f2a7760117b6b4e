package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.omfconnections.server.files.PrivateFiles;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The files of certificates and keys for encrypted connections. */
class TlsCertificateTest {
  @TempDir private Path folder;
  private @Nullable OmfConnectionsServer running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
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
              SelfSignedCertificate.KEY_FILE,
              SelfSignedCertificate.CERTIFICATE_FILE,
              "tls-certificate.lock");
    }

    OmfConnectionsServer.start(config.build()).close();
    assertThat(Files.readString(key)).isEqualTo(first);

    SelfSignedCertificate.ensure(data, Clock.offset(Clock.systemUTC(), Duration.ofDays(397 - 29)));
    assertThat(Files.readString(key)).isNotEqualTo(first);
    OmfConnectionsServer server = start(config);
    assertThat(client(data).send(TlsClients.live(server), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  /** Java would keep 20,480, whose size a client determines. */
  @Test
  void few_sessions_are_remembered() {
    SSLContext context =
        Objects.requireNonNull(
            TlsCertificate.of(
                ServerConfig.builder().dataDirectory(folder).tlsSelfSigned(true).build()));

    assertThat(context.getServerSessionContext().getSessionCacheSize())
        .isEqualTo(TlsCertificate.MAX_SESSIONS);
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

    Path elsewhere = folder.resolve("ed25519");
    Files.createDirectory(elsewhere);
    SelfSignedCertificate.create(elsewhere, List.of("-keyalg", "Ed25519"));

    assertRefused(
        elsewhere.resolve(SelfSignedCertificate.CERTIFICATE_FILE),
        elsewhere.resolve(SelfSignedCertificate.KEY_FILE),
        elsewhere.resolve(SelfSignedCertificate.CERTIFICATE_FILE),
        "openssl genpkey -algorithm EC");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAA\n",
        """
        -----BEGIN EC PARAMETERS-----
        AA==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        AAAA
        """,
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
      })
  void key_in_another_form_is_refused_with_the_command_that_converts_it(String pem)
      throws Exception {
    SelfSignedCertificate.create(folder, List.of("-keyalg", "RSA", "-keysize", "2048"));
    Path certificate = folder.resolve(SelfSignedCertificate.CERTIFICATE_FILE);
    Path key = folder.resolve("other form.pem");
    Files.writeString(key, pem);

    assertRefused(
        certificate,
        key,
        key,
        pem.contains("OPENSSH") ? "ssh-keygen -p" : "openssl pkcs8 -topk8 -nocrypt -in " + key);
  }

  @Test
  void key_that_others_can_read_is_a_warning() throws Exception {
    SelfSignedCertificate.create(folder, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    Path key = folder.resolve(SelfSignedCertificate.KEY_FILE);
    assumeThat(PrivateFiles.isPosix(key)).isTrue();
    Logger log = (Logger) LoggerFactory.getLogger(TlsCertificate.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      start(TlsClients.serverConfig(folder)).close();
      assertThat(lines.list).isEmpty();

      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      start(TlsClients.serverConfig(folder));
      assertThat(lines.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("chmod 600 " + key);
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void self_signed_certificate_that_is_damaged_or_has_another_key_is_refused_with_what_to_do()
      throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    ServerConfigBuilder config =
        ServerConfig.builder().port(0).dataDirectory(data).tlsSelfSigned(true);
    SelfSignedCertificate.create(folder, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    for (String file :
        List.of(SelfSignedCertificate.KEY_FILE, SelfSignedCertificate.CERTIFICATE_FILE)) {
      for (String content : List.of(Files.readString(folder.resolve(file)), "damaged")) {
        SelfSignedCertificate.create(data, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        Files.writeString(data.resolve(file), content);

        assertThatThrownBy(() -> OmfConnectionsServer.start(config.build()).close())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("can't be used for TLS")
            .hasMessageContaining("remove both")
            .hasMessageContaining(data.resolve(file).toString());
        assertThat(data.resolve(file)).hasContent(content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SelfSignedCertificate.KEY_FILE, SelfSignedCertificate.CERTIFICATE_FILE})
  void missing_half_of_a_self_signed_pair_is_replaced_with_the_other_one(String missing)
      throws Exception {
    SelfSignedCertificate.create(folder, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    Files.delete(folder.resolve(missing));

    OmfConnectionsServer server =
        start(ServerConfig.builder().port(0).dataDirectory(folder).tlsSelfSigned(true));

    assertThat(client(folder).send(TlsClients.live(server), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
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

  private OmfConnectionsServer start(ServerConfigBuilder config) {
    OmfConnectionsServer server = OmfConnectionsServer.start(config.build());
    running = server;
    return server;
  }

  private static HttpClient client(Path directory) throws Exception {
    return HttpClient.newBuilder().sslContext(TlsClients.trusting(directory)).build();
  }
}
