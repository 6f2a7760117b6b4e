package io.omfconnections.contract.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides which certificates of servers are trusted. Other than the JDK's trust manager, to which
 * it delegates, it says whose certificate it does not trust, and which authority has issued it.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager delegate;

  private ServerTrust(X509ExtendedTrustManager delegate) {
    this.delegate = delegate;
  }

  /**
   * Sets the trusted authorities of all TLS connections of this process.
   *
   * @param file certificates of authorities in PEM format (RFC 7468); null for those of the JDK
   * @throws IOException if the file can't be read
   * @throws GeneralSecurityException if the file has no valid certificates
   */
  public static void install(@Nullable Path file) throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(file == null ? null : keyStore(file));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager delegate) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new ServerTrust(delegate)}, null);
        SSLContext.setDefault(context);
      }
    }
  }

  private static KeyStore keyStore(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority " + store.size(), each);
      }
    }
    if (store.size() == 0) {
      throw new CertificateException("The file has no certificate.");
    }
    return store;
  }

  private static void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      X509Certificate server = chain[0];
      X509Certificate last = chain[chain.length - 1];
      throw new CertificateException(
          "the certificate of "
              + server.getSubjectX500Principal()
              + ", issued by "
              + last.getIssuerX500Principal()
              + ", is not trusted ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private interface Check {
    void run() throws CertificateException;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    delegate.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    delegate.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    delegate.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate.getAcceptedIssuers();
  }
}
