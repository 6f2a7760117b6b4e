package io.omfconnections.server;

import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.files.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate and private key of the server, read from files in PEM format. */
final class TlsCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);
  private static final Pattern PEM_KEY =
      Pattern.compile("-----BEGIN (?<type>[A-Z ]*PRIVATE KEY)-----(?<base64>[^-]*)");

  /** The algorithms of the supported keys, and those of signatures with them. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private static final char[] NO_PASSWORD = new char[0];

  /**
   * The maximum number of sessions that the server remembers, for clients that can't keep a ticket
   * of their own. A client decides about the size of a session: 45 KB with a long server name. By
   * default, Java remembers 20,480 for a day.
   */
  static final int MAX_SESSIONS = 256;

  private TlsCertificate() {}

  /**
   * Returns the TLS settings of a server, and creates a self-signed certificate if it is missing;
   * null for plain HTTP.
   *
   * @throws IllegalArgumentException if a file can't be used; the message says what to do
   * @throws java.io.UncheckedIOException if a self-signed certificate can't be created
   */
  static @Nullable SSLContext of(ServerConfig config) {
    Path certificate = config.tlsCertificate();
    Path key = config.tlsKey();
    Path directory = config.dataDirectory();
    if (config.tlsSelfSigned() && directory != null) {
      return selfSigned(directory, config.clock());
    }
    return certificate == null || key == null ? null : read(certificate, key, config.clock());
  }

  private static SSLContext selfSigned(Path directory, Clock clock) {
    SelfSignedCertificate.ensure(directory, clock);
    Path certificate = directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE);
    Path key = directory.resolve(SelfSignedCertificate.KEY_FILE);
    try {
      return read(certificate, key, clock);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + " If the server has created the files, remove both "
              + certificate
              + " and "
              + key
              + ": the next start creates new ones.",
          e);
    }
  }

  /**
   * Returns the TLS settings for a certificate.
   *
   * @param certificateFile the certificate of the server, and those of its issuers after it
   * @param keyFile its private key (PKCS #8)
   * @throws IllegalArgumentException if a file can't be used; the message says what to do
   */
  private static SSLContext read(Path certificateFile, Path keyFile, Clock clock) {
    List<X509Certificate> chain = certificates(certificateFile);
    X509Certificate own = chain.get(0);
    String algorithm = own.getPublicKey().getAlgorithm();
    if (!SIGNATURES.containsKey(algorithm)) {
      throw unusable(
          certificateFile,
          "its key is for "
              + algorithm
              + ", and the server supports RSA and EC. Request a certificate for a key that this"
              + " command creates: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
              + " -out key.pem");
    }
    PrivateKey key = key(keyFile, algorithm);
    if (!isPair(key, own.getPublicKey())) {
      throw unusable(
          keyFile,
          "it is not the key of the first certificate in "
              + certificateFile
              + ". Use the key with which that certificate was requested, and put the certificate"
              + " of the server before those of its issuers");
    }
    if (own.getNotAfter().toInstant().isBefore(clock.instant())) {
      LOG.warn(
          "The certificate in {} expired on {}", certificateFile, own.getNotAfter().toInstant());
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(
          certificateFile,
          "Java does not accept its certificates ("
              + e.getMessage()
              + "). Each must be issued by the next one, and the first one is that of the server");
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      // As if it had none.
    }
    throw unusable(
        file,
        "it has no certificate in PEM format. It must contain -----BEGIN CERTIFICATE-----, and only"
            + " certificates");
  }

  private static PrivateKey key(Path file, String algorithm) {
    Matcher pem = PEM_KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw unusable(
          file, "it has no key in PEM format. It must contain -----BEGIN PRIVATE KEY-----");
    }
    warnIfOpenToOthers(file);
    String type = pem.group("type");
    if (!type.equals("PRIVATE KEY")) {
      throw unusable(
          file,
          "it has a "
              + type
              + ", and not an unencrypted PRIVATE KEY (PKCS #8). Convert it with: "
              + (type.startsWith("OPENSSH")
                  ? "ssh-keygen -p -N '' -m PKCS8 -f " + file
                  : "openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem"));
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group("base64"));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(
          file,
          "it is damaged, or not the key of the certificate, which needs one for "
              + algorithm
              + (algorithm.equals("EC") ? " on a curve that Java supports, such as P-256" : ""));
    }
  }

  private static void warnIfOpenToOthers(Path file) {
    try {
      if (PrivateFiles.isOpenToOthers(file)) {
        LOG.warn("Other users of this machine can use the private key: chmod 600 {}", file);
      }
    } catch (IOException e) {
      // Only a warning would be missing.
    }
  }

  private static boolean isPair(PrivateKey key, PublicKey publicKey) {
    try {
      Signature signer = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
      signer.initSign(key);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unusable(file, FileErrors.reason(e));
    }
  }

  private static IllegalArgumentException unusable(Path file, String reason) {
    return new IllegalArgumentException(
        "The file " + file + " can't be used for TLS: " + reason + ".");
  }
}
