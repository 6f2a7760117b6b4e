package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.omfconnections.contract.exchange.Exchange.Request;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests of the trusted authorities, which are set for the whole process. */
@Isolated
class ServerTrustTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path directory = Path.of("replaced");

  @AfterEach
  void trustUsualAuthorities() throws Exception {
    ServerTrust.install(null);
  }

  @Test
  void untrusted_authority_is_named_and_trusted_once_its_certificate_is_given() throws Exception {
    KeyStore keys = keys();
    HttpsServer server = start(keys);
    try {
      RecordingClient client =
          new RecordingClient(
              URI.create("https://127.0.0.1:" + server.getAddress().getPort()), exchange -> {});
      ServerTrust.install(null);
      assertThatThrownBy(() -> client.send(Request.of("GET", "/")))
          .isInstanceOf(NoResponseException.class)
          .hasMessageContaining("the certificate of CN=omf-server, issued by CN=omf-server, is not")
          .hasMessageContaining("--ca-certificate");

      Path file =
          Files.writeString(
              directory.resolve("ca.pem"),
              "-----BEGIN CERTIFICATE-----\n"
                  + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                      .encodeToString(keys.getCertificate("server").getEncoded())
                  + "\n-----END CERTIFICATE-----\n");
      ServerTrust.install(file);
      assertThat(client.send(Request.of("GET", "/")).status()).isEqualTo(204);
    } finally {
      server.stop(0);
    }
  }

  private static HttpsServer start(KeyStore keys) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Creates a self-signed certificate with the JDK's keytool: the JDK has no public API for it. */
  private KeyStore keys() throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=omf-server",
                "-ext",
                "SAN=IP:127.0.0.1")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }
}
