package io.omfconnections.contract.http;

import io.omfconnections.contract.exchange.Exchange;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reverse proxy on the loopback interface that reports each exchange that passes through it.
 *
 * <p>Relays all bytes unchanged, including the framing and the spelling and order of header fields,
 * and parses a copy. Opens one connection to the server for each client connection. There are two
 * exceptions: if the server's base URL has a path, the proxy prepends it to the request path; and
 * {@link #start(URI, int, boolean, Consumer)} can rewrite the Host header. Without that, a server
 * that builds URLs from the Host header builds URLs of the proxy.
 *
 * <p>Data that is not HTTP is relayed too, but not reported.
 *
 * <p>A subclass can override {@link #handle} to respond to requests itself.
 */
public class RecordingProxy implements AutoCloseable {
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ServerSocket listener;
  private final URI server;
  private final boolean rewriteHost;
  private final Consumer<Exchange> reporter;
  private final ExecutorService threads;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Set<RelayedConnection> relayed = ConcurrentHashMap.newKeySet();

  /**
   * Binds the port. The proxy accepts connections after {@link #listen}.
   *
   * @throws UncheckedIOException if the port is not available
   */
  protected RecordingProxy(URI server, int port, boolean rewriteHost, Consumer<Exchange> reporter) {
    try {
      this.listener = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server = server;
    this.rewriteHost = rewriteHost;
    this.reporter = reporter;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "proxy-" + listener.getLocalPort());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a proxy on a free port that leaves the Host header unchanged.
   *
   * @param server the server's base URL: scheme, host, port, and the path before {@code /api} if
   *     any
   * @param reporter receives each exchange after its response has been relayed, one at a time; must
   *     not throw. The request target does not include the path of the server's base URL.
   */
  public static RecordingProxy start(URI server, Consumer<Exchange> reporter) {
    return start(server, 0, false, reporter);
  }

  /**
   * Starts a proxy.
   *
   * @param server the server's base URL: scheme, host, port, and the path before {@code /api} if
   *     any
   * @param port the port to listen on; 0 for any free port
   * @param rewriteHost whether to set the Host header to the server's host, for servers that route
   *     requests by it
   * @param reporter receives each exchange, as in {@link #start(URI, Consumer)}
   * @throws UncheckedIOException if the port is not available
   */
  public static RecordingProxy start(
      URI server, int port, boolean rewriteHost, Consumer<Exchange> reporter) {
    RecordingProxy proxy = new RecordingProxy(server, port, rewriteHost, reporter);
    proxy.listen();
    return proxy;
  }

  /** Returns the base URL of this proxy, without a trailing slash. */
  public final URI baseUri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * Waits until every relayed exchange has been reported. A client can receive its response shortly
   * before the report.
   *
   * @throws IllegalStateException if a response is not complete within two minutes
   */
  public final void awaitReports() throws InterruptedException {
    if (!awaitIdle(READ_TIMEOUT)) {
      throw new IllegalStateException("No complete response within " + READ_TIMEOUT);
    }
  }

  /**
   * Stops listening, waits up to five seconds for responses that are outstanding to be relayed and
   * reported, and closes all connections.
   */
  @Override
  public final void close() {
    close(listener);
    try {
      awaitIdle(CLOSE_TIMEOUT);
      clients.forEach(RecordingProxy::close);
      relayed.forEach(RelayedConnection::close);
      threads.shutdownNow();
      threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts to accept connections; to be called once, when the proxy is constructed completely. */
  protected final void listen() {
    threads.execute(this::accept);
  }

  /**
   * Handles one client connection in a thread of its own; the connection is closed afterwards. This
   * implementation relays everything.
   *
   * @throws IOException if either side closes the connection
   */
  protected void handle(Socket client) throws IOException {
    relay(client, new byte[0]);
  }

  /**
   * Relays and reports all exchanges on a client connection until either side closes it.
   *
   * @param alreadyRead what has been read from the connection so far
   * @throws IOException if the server cannot be reached, or either side closes the connection
   */
  protected final void relay(Socket client, byte[] alreadyRead) throws IOException {
    client.setSoTimeout(0);
    InputStream fromClient =
        new SequenceInputStream(
            new ByteArrayInputStream(alreadyRead), new OpenInputStream(client.getInputStream()));
    try (Socket upstream = Connector.connect(server, READ_TIMEOUT)) {
      RelayedConnection connection =
          new RelayedConnection(client, fromClient, upstream, server, rewriteHost, this::report);
      relayed.add(connection);
      try {
        connection.relay(threads);
      } finally {
        relayed.remove(connection);
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        clients.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException | RejectedExecutionException e) {
      // The proxy has been closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      handle(client);
    } catch (IOException e) {
      // One connection failed. Closing the other lets its peer notice.
    } finally {
      clients.remove(client);
    }
  }

  private synchronized void report(Exchange exchange) {
    reporter.accept(exchange);
  }

  /** Waits until no response is outstanding; returns false if that takes longer than the limit. */
  private boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (relayed.stream().anyMatch(RelayedConnection::isBusy)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // Nothing depends on a socket that is not needed any more.
    }
  }

  /**
   * Ignores close(). A SequenceInputStream closes its streams at their end, which would close the
   * socket before the response is written.
   */
  private static final class OpenInputStream extends FilterInputStream {
    private OpenInputStream(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }
}
