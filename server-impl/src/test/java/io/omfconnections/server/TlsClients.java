package io.omfconnections.server;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that tests create, and clients of servers that have them. */
public final class TlsClients {
  private TlsClients() {}

  /** Creates a certificate and its key in a directory. */
  public static void createCertificate(Path directory) throws Exception {
    SelfSignedCertificate.create(directory, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
  }

  /** Returns the file of the certificate in a directory. */
  public static Path certificate(Path directory) {
    return directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE);
  }

  /** Returns the file of the key in a directory. */
  public static Path key(Path directory) {
    return directory.resolve(SelfSignedCertificate.KEY_FILE);
  }

  /** Returns the settings of a client that trusts the certificate in a directory, and no other. */
  public static SSLContext trusting(Path directory) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate(directory))) {
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

  /** Returns the configuration of a server with the certificate and the key in a directory. */
  static ServerConfigBuilder serverConfig(Path directory) {
    return ServerConfig.builder()
        .port(0)
        .tlsCertificate(certificate(directory))
        .tlsKey(key(directory));
  }

  /** Returns a health check. */
  static HttpRequest live(OmfConnectionsServer server) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + server.baseUri().getPort() + "/health/live"))
        .timeout(Duration.ofSeconds(20))
        .build();
  }
}
