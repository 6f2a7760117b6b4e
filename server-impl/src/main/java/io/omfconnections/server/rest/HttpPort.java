package io.omfconnections.server.rest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.ServerConfiguration;
import org.jspecify.annotations.Nullable;

/** A port that speaks HTTP: checks requests strictly, and limits connections. */
final class HttpPort {
  /**
   * Size of the buffer for reading from a connection. By default, Grizzly would take the size of
   * the socket's buffer, which is several megabytes for a fast sender.
   */
  private static final int READ_BUFFER_BYTES = 16 * 1024;

  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /**
   * Maximum number of bytes of a connection that wait to be sent, before a write waits, too. With
   * one byte, each write waits until the operating system has taken all of it: so a request is in
   * progress until its response is, and memory holds a part of a response only.
   */
  private static final int MAX_PENDING_BYTES = 1;

  private final HttpServer server = new HttpServer();
  private final NetworkListener listener;
  private final TcpConnectionLimit connections;
  private final List<ExecutorService> threads;

  private HttpPort(
      NetworkListener listener, TcpConnectionLimit connections, List<ExecutorService> threads) {
    this.listener = listener;
    this.connections = connections;
    this.threads = threads;
  }

  /**
   * Prepares a port.
   *
   * @param name the name of its threads
   * @param threads the maximum number of threads that process requests
   * @param tls settings of encrypted connections; null for plain HTTP
   * @param strict checks requests
   */
  static HttpPort of(
      String name,
      InetSocketAddress address,
      int threads,
      RestServer.Network network,
      @Nullable SSLContext tls,
      StrictHttpAddOn strict,
      Timer timer) {
    NetworkListener listener =
        new NetworkListener(name, address.getHostString(), address.getPort());
    listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
    WorkerPool workers = new WorkerPool(name, threads, timer);
    listener.getTransport().setWorkerThreadPool(workers);
    listener.setMaxPendingBytes(MAX_PENDING_BYTES);
    listener
        .getTransport()
        .setWriteTimeout(RestServer.WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    TcpConnectionLimit connections =
        TcpConnectionLimit.of(listener.getTransport(), network.maxConnections(), timer);
    // Grizzly closes a connection that is idle for this time. A part of a request head does not
    // count as activity.
    listener
        .getKeepAlive()
        .setIdleTimeoutInSeconds((int) network.idleTimeout().plusMillis(999).toSeconds());
    listener.getTransport().setReadBufferSize(READ_BUFFER_BYTES);
    List<ExecutorService> pools = new ArrayList<>(List.of(workers));
    if (tls != null) {
      pools.add(TlsFilter.encrypt(listener, tls));
    }
    listener.registerAddOn(strict);
    listener.registerAddOn(new FatalErrors());
    return new HttpPort(listener, connections, pools);
  }

  /** Returns the limit of the port's connections. */
  TcpConnectionLimit connections() {
    return connections;
  }

  /**
   * Begins to accept requests.
   *
   * @throws IOException if the server can't listen on the port
   */
  void start(HttpHandler handler) throws IOException {
    server.addListener(listener);
    ServerConfiguration configuration = server.getServerConfiguration();
    configuration.setPassTraceRequest(true);
    configuration.addHttpHandler(handler, "/");
    server.start();
    connections.accept();
  }

  /** Returns the host and port. */
  InetSocketAddress address() {
    return new InetSocketAddress(listener.getHost(), listener.getPort());
  }

  /** Returns whether connections are encrypted. */
  boolean isSecure() {
    return listener.isSecure();
  }

  /** Returns whether the port accepts requests. */
  boolean isStarted() {
    return server.isStarted();
  }

  /** Stops accepting connections. */
  void unbind() {
    listener.getTransport().unbindAll();
  }

  /** Closes all connections. */
  void close() {
    server.shutdownNow();
    threads.forEach(ExecutorService::shutdown);
  }
}
