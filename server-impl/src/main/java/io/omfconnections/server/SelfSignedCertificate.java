package io.omfconnections.server;

import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate for development, for the names of this machine: {@code localhost},
 * {@code 127.0.0.1} and {@code ::1}. Created with the JDK's {@code keytool}.
 */
final class SelfSignedCertificate {
  /** Name of the file with the certificate, in the data directory. */
  static final String CERTIFICATE_FILE = "tls-certificate.pem";

  /** Name of the file with the private key, in the data directory. */
  static final String KEY_FILE = "tls-key.pem";

  /** Locked while the other two are created. */
  private static final String LOCK_FILE = "tls-certificate.lock";

  private static final String VALID_DAYS = "397"; // the most that browsers accept

  /** A certificate that expires within this time is replaced. */
  private static final Duration RENEWED = Duration.ofDays(30);

  private static final Duration MAX_TIME = Duration.ofMinutes(1);

  private static final String ALIAS = "server";

  private SelfSignedCertificate() {}

  /**
   * Creates a certificate and its key in a directory, unless it has one that is still valid. Other
   * processes that do this at the same time wait, and then use the same certificate.
   *
   * @throws UncheckedIOException if they can't be created
   */
  static synchronized void ensure(Path directory, Clock clock) {
    try {
      PrivateFiles.createDirectories(directory);
      Path lock = directory.resolve(LOCK_FILE);
      try (FileChannel channel = PrivateFiles.open(lock)) {
        channel.lock(); // until the channel is closed
        if (isMissingOrExpiring(directory, clock)) {
          create(directory, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      String reason = e instanceof IOException io ? FileErrors.reason(io) : e.getMessage();
      throw new UncheckedIOException(
          "The self-signed certificate can't be created in "
              + directory
              + ": "
              + reason
              + ". Create one with another tool, and use --tls-certificate and --tls-key.",
          new IOException(e));
    }
  }

  private static boolean isMissingOrExpiring(Path directory, Clock clock) throws IOException {
    Path file = directory.resolve(CERTIFICATE_FILE);
    if (!Files.exists(file) || !Files.exists(directory.resolve(KEY_FILE))) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(RENEWED));
    } catch (CertificateException e) {
      return false; // it is damaged, as the start will say
    }
  }

  /**
   * Creates a certificate and its key in a directory, in place of those that it has. If this fails
   * halfway, the certificate is missing: it never stands beside a key of another one.
   *
   * @param keyOptions the options of keytool that select the kind of key
   */
  static void create(Path directory, List<String> keyOptions)
      throws IOException, GeneralSecurityException {
    PrivateFiles.remove(directory.resolve(CERTIFICATE_FILE));
    Path work = Files.createTempDirectory(directory, "tls-"); // private
    Path keyStore = work.resolve("keystore.p12");
    String password = UUID.randomUUID().toString();
    try {
      keytool(keyStore, password, keyOptions);
      KeyStore entries = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keyStore)) {
        entries.load(in, password.toCharArray());
      }
      byte[] key = entries.getKey(ALIAS, password.toCharArray()).getEncoded();
      write(directory.resolve(KEY_FILE), "PRIVATE KEY", key);
      byte[] certificate = entries.getCertificate(ALIAS).getEncoded();
      write(directory.resolve(CERTIFICATE_FILE), "CERTIFICATE", certificate);
    } finally {
      Files.deleteIfExists(keyStore);
      Files.deleteIfExists(work);
    }
  }

  private static void keytool(Path keyStore, String password, List<String> keyOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", ALIAS, "-validity", VALID_DAYS));
    command.addAll(keyOptions);
    command.addAll(List.of("-dname", "CN=localhost, O=Self-signed by omf-connections"));
    command.addAll(List.of("-ext", "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1"));
    command.addAll(List.of("-ext", "eku=serverAuth"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", keyStore.toString()));
    command.addAll(List.of("-storepass:env", "STORE_PASSWORD"));
    ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
    keytool.environment().put("STORE_PASSWORD", password);
    Process process = keytool.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(MAX_TIME.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("keytool does not end");
      }
      if (process.exitValue() != 0) {
        String output =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void write(Path file, String type, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    PrivateFiles.replace(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }
}
