package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy on loopback that reports each exchange that goes through it.
 *
 * <p>It hands on what it reads, byte by byte, and looks at a copy: requests and responses arrive as
 * they were sent, framing, spelling and order of header fields included, one connection to the
 * server for each connection of a caller. So a server that makes addresses from the header Host
 * names the proxy's. Only where the server's base has a path is that put in front of the request's,
 * and only {@link #start(URI, int, boolean, Consumer)} can have Host name the server.
 *
 * <p>What is not HTTP goes through as well, and is not reported.
 */
public final class RecordingProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(5);

  private final ServerSocket listener;
  private final URI server;
  private final boolean serversHost;
  private final Consumer<Exchange> report;
  private final ExecutorService threads;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();

  private RecordingProxy(
      ServerSocket listener, URI server, boolean serversHost, Consumer<Exchange> report) {
    this.listener = listener;
    this.server = server;
    this.serversHost = serversHost;
    this.report = report;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "recording-proxy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts one on a free port, which leaves the header Host as the caller has it.
   *
   * @param server the server's base: scheme, host, port, and the path before {@code /api}
   * @param report gets each exchange, one at a time, as soon as its response has gone to the
   *     caller; must not throw. The target is from the proxy's base on.
   */
  public static RecordingProxy start(URI server, Consumer<Exchange> report) {
    return start(server, 0, false, report);
  }

  /**
   * Starts one.
   *
   * @param server the server's base: scheme, host, port, and the path before {@code /api}
   * @param port where to listen on loopback; 0: on a free port
   * @param serversHost whether Host is to name the server, as those want that serve several names
   * @param report gets each exchange, as above
   * @throws UncheckedIOException when the port can't be had
   */
  public static RecordingProxy start(
      URI server, int port, boolean serversHost, Consumer<Exchange> report) {
    try {
      ServerSocket listener = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
      RecordingProxy proxy = new RecordingProxy(listener, server, serversHost, report);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * Waits until every exchange whose response has gone to its caller has been reported: a caller
   * may be faster than its report.
   *
   * @throws IllegalStateException when a request has had no whole response for two minutes
   */
  public void awaitReports() throws InterruptedException {
    if (!isIdle(PATIENCE)) {
      throw new IllegalStateException("A request has had no response for " + PATIENCE);
    }
  }

  /**
   * Takes no new connections, and ends those that there are when what is on its way has arrived and
   * has been reported.
   */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      isIdle(END);
      links.forEach(Link::end);
      threads.shutdown();
      threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing is on its way within the time. */
  private boolean isIdle(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (links.stream().anyMatch(Link::isBusy)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listener.accept();
        threads.execute(() -> link(caller));
      }
    } catch (IOException e) {
      // The proxy has been closed.
    }
  }

  private void link(Socket caller) {
    try (caller;
        Socket upstream = Connector.connect(server, PATIENCE)) {
      caller.setTcpNoDelay(true);
      Link link = new Link(caller, upstream);
      links.add(link);
      try {
        threads.execute(link::requests);
        link.responses();
      } finally {
        links.remove(link);
      }
    } catch (IOException e) {
      // One side has gone away, or was never there: the other sees it in the same way.
    }
  }

  private synchronized void report(Exchange exchange) {
    report.accept(exchange);
  }

  /** A request whose response is awaited. */
  private record Pending(Request head, CompletableFuture<Body> body) {}

  /** One connection of a caller, and its own to the server. */
  private final class Link {
    private final Socket caller;
    private final Socket upstream;
    private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();

    private Link(Socket caller, Socket upstream) {
      this.caller = caller;
      this.upstream = upstream;
    }

    private boolean isBusy() {
      return !pending.isEmpty();
    }

    private void end() {
      close(caller);
      close(upstream);
    }

    // --------------------------------------------------------------- From the caller to the server

    private void requests() {
      try {
        InputStream in = new BufferedInputStream(caller.getInputStream());
        OutputStream out = new BufferedOutputStream(upstream.getOutputStream());
        while (request(in, out)) {}
        upstream.shutdownOutput();
      } catch (IOException e) {
        // The server is gone; what it has answered before is on its way.
      }
    }

    /** Hands one request on; false when there is none any more. */
    private boolean request(InputStream in, OutputStream out) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      MessageReader reader = new MessageReader(new Copying(in, bytes));
      String[] words;
      Headers headers;
      try {
        words = reader.line().split(" ", -1);
        headers = reader.headers();
      } catch (IOException e) {
        words = new String[0];
        headers = Headers.none();
      }
      if (words.length != 3) {
        // Nothing more, or nothing that is HTTP.
        out.write(bytes.toByteArray());
        out.flush();
        new Copying(in, out).transferTo(OutputStream.nullOutputStream());
        return false;
      }
      Pending next = new Pending(head(words, headers), new CompletableFuture<>());
      pending.add(next);
      try {
        out.write(forServer(bytes.toString(ISO_8859_1)).getBytes(ISO_8859_1));
        out.flush();
        byte[] body = new MessageReader(new Copying(in, out)).framedBody(headers);
        next.body().complete(body == null ? Body.empty() : Body.of(body));
        return true;
      } finally {
        next.body().complete(Body.empty());
      }
    }

    private Request head(String[] words, Headers headers) {
      return new Request(
          words[0],
          words[1],
          headers.without("Content-Length").without("Transfer-Encoding"),
          Body.empty(),
          true);
    }

    private String forServer(String head) {
      String changed = head;
      String path = server.getRawPath();
      if (path != null && path.length() > 1) {
        changed =
            changed.replaceFirst(
                " /", Matcher.quoteReplacement(" " + path.replaceFirst("/$", "") + "/"));
      }
      if (serversHost) {
        changed = changed.replaceFirst("(?im)^Host:[^\r]*", "Host: " + server.getRawAuthority());
      }
      return changed;
    }

    // --------------------------------------------------------------- From the server to the caller

    private void responses() throws IOException {
      InputStream in =
          new BufferedInputStream(new Copying(upstream.getInputStream(), caller.getOutputStream()));
      while (hasMore(in)) {
        Pending next = pending.peek();
        Response response = next == null ? null : response(in, next.head().method());
        if (next == null || response == null) {
          in.transferTo(OutputStream.nullOutputStream());
          pending.clear();
          return;
        }
        report(new Exchange(next.head().withBody(body(next)), response));
        pending.remove();
      }
    }

    private boolean hasMore(InputStream in) {
      try {
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        return more;
      } catch (IOException e) {
        return false;
      }
    }

    /** The response; null when it is not HTTP. */
    private @Nullable Response response(InputStream in, String method) {
      try {
        return new ResponseReader(in).read(method);
      } catch (IOException e) {
        return null;
      }
    }

    /** The request's body, also when the response has come before it. */
    private Body body(Pending next) {
      return next.body()
          .completeOnTimeout(Body.empty(), END.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }

    private void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed as far as anybody can tell.
      }
    }
  }

  /** Hands on all that is read from it. */
  private static final class Copying extends InputStream {
    private final InputStream in;
    private final OutputStream out;

    private Copying(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int size = in.read(bytes, offset, length);
      if (size > 0) {
        out.write(bytes, offset, size);
      }
      // What the other side waits for must not wait here.
      if (in.available() == 0) {
        out.flush();
      }
      return size;
    }
  }
}
