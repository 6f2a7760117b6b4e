package io.omfconnections.contract.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens TCP connections to servers, with TLS for https URLs. */
public final class Connector {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private Connector() {}

  /**
   * Opens a connection. Verifies the server's certificate and host name if the scheme is https.
   *
   * @param base the server's base URL; the default port of the scheme applies if it has none
   * @param readTimeout how long a read on the socket may block
   * @throws IOException if the connection is not established within 10 seconds
   */
  public static Socket connect(URI base, Duration readTimeout) throws IOException {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) readTimeout.toMillis());
      socket.connect(new InetSocketAddress(base.getHost(), port), (int) CONNECT_TIMEOUT.toMillis());
      return secure ? encrypted(socket, base.getHost(), port) : socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket encrypted(Socket socket, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket encrypted =
        (SSLSocket) factory.createSocket(socket, host, port, /* autoClose= */ true);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    return encrypted;
  }
}
