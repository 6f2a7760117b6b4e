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
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Connection of a client to a {@link RecordingProxy}, paired with a connection to the server. Two
 * threads relay the two directions; the one that relays responses reports the exchanges.
 */
final class RelayedConnection implements AutoCloseable {
  private static final Duration REQUEST_BODY_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLIENT_CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** A request whose response is outstanding. The body may be complete after the response. */
  private record Pending(Request head, CompletableFuture<Body> body) {}

  private final Socket client;
  private final InputStream fromClient;
  private final Socket upstream;
  private final URI server;
  private final boolean rewriteHost;
  private final Consumer<Exchange> reporter;
  private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();

  /**
   * Pairs two connections.
   *
   * @param fromClient the data from the client, which may include bytes that were read before
   */
  RelayedConnection(
      Socket client,
      InputStream fromClient,
      Socket upstream,
      URI server,
      boolean rewriteHost,
      Consumer<Exchange> reporter) {
    this.client = client;
    this.fromClient = fromClient;
    this.upstream = upstream;
    this.server = server;
    this.rewriteHost = rewriteHost;
    this.reporter = reporter;
  }

  /** Relays both directions until the server closes its side; requests in one of the threads. */
  void relay(ExecutorService threads) throws IOException {
    Future<?> requests = threads.submit(this::relayRequests);
    relayResponses();
    client.shutdownOutput();
    try {
      // Closing a socket with unread data resets the connection, which could lose the response.
      requests.get(CLIENT_CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The client keeps its side open.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a response is outstanding, or has not been reported. */
  boolean isBusy() {
    return !pending.isEmpty();
  }

  /** Closes both connections. */
  @Override
  public void close() {
    for (Socket socket : new Socket[] {client, upstream}) {
      try {
        socket.close();
      } catch (IOException e) {
        // Nothing depends on a socket that is not needed any more.
      }
    }
  }

  // ------------------------------------------------------------------------------- Requests

  private void relayRequests() {
    try {
      InputStream in = new BufferedInputStream(fromClient);
      OutputStream out = new BufferedOutputStream(upstream.getOutputStream());
      while (relayRequest(in, out)) {}
      upstream.shutdownOutput();
    } catch (IOException e) {
      // The server has closed the connection; the response may still be on its way.
    }
  }

  /** Relays one request; returns false if no more requests follow. */
  private boolean relayRequest(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    MessageReader reader = new MessageReader(new CopyingInputStream(in, head));
    String[] requestLine;
    Headers headers;
    try {
      requestLine = reader.line().split(" ", -1);
      headers = reader.headers();
    } catch (IOException e) {
      requestLine = new String[0];
      headers = Headers.none();
    }
    if (requestLine.length != 3) {
      // End of the connection, or not HTTP.
      out.write(head.toByteArray());
      relayRest(in, out);
      return false;
    }
    Pending next = new Pending(request(requestLine, headers), new CompletableFuture<>());
    pending.add(next);
    try {
      out.write(rewrite(head.toString(ISO_8859_1)).getBytes(ISO_8859_1));
      out.flush();
      byte[] body = new MessageReader(new CopyingInputStream(in, out)).framedBody(headers);
      next.body().complete(body == null ? Body.empty() : Body.of(body));
      return true;
    } catch (ProtocolException e) {
      // The end of the body is unknown, so relay all remaining bytes.
      next.body().complete(Body.empty());
      relayRest(in, out);
      return false;
    } finally {
      next.body().complete(Body.empty());
    }
  }

  private static void relayRest(InputStream in, OutputStream out) throws IOException {
    out.flush();
    new CopyingInputStream(in, out).transferTo(OutputStream.nullOutputStream());
    out.flush();
  }

  private static Request request(String[] requestLine, Headers headers) {
    return new Request(
        requestLine[0],
        requestLine[1],
        headers.without("Content-Length").without("Transfer-Encoding"),
        Body.empty(),
        true);
  }

  private String rewrite(String head) {
    String rewritten = head;
    String path = server.getRawPath();
    if (path != null && path.length() > 1) {
      rewritten =
          rewritten.replaceFirst(
              " /", Matcher.quoteReplacement(" " + path.replaceFirst("/$", "") + "/"));
    }
    if (rewriteHost) {
      rewritten =
          rewritten.replaceFirst(
              "(?im)^Host:[^\r]*", Matcher.quoteReplacement("Host: " + server.getRawAuthority()));
    }
    return rewritten;
  }

  // ------------------------------------------------------------------------------ Responses

  private void relayResponses() throws IOException {
    InputStream in =
        new BufferedInputStream(
            new CopyingInputStream(upstream.getInputStream(), client.getOutputStream()));
    while (hasMore(in)) {
      Pending next = pending.peek();
      Response response = next == null ? null : response(in, next.head().method());
      if (next == null || response == null) {
        in.transferTo(OutputStream.nullOutputStream());
        pending.clear();
        return;
      }
      reporter.accept(new Exchange(next.head().withBody(body(next)), response));
      pending.remove();
    }
  }

  private static boolean hasMore(InputStream in) {
    try {
      in.mark(1);
      boolean more = in.read() >= 0;
      in.reset();
      return more;
    } catch (IOException e) {
      return false;
    }
  }

  /** Parses a response; returns null if it is not HTTP. */
  private static @Nullable Response response(InputStream in, String method) {
    try {
      return new ResponseReader(in).read(method);
    } catch (IOException e) {
      return null;
    }
  }

  private static Body body(Pending next) {
    return next.body()
        .completeOnTimeout(Body.empty(), REQUEST_BODY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Stream that writes everything that is read from it to another stream. */
  private static final class CopyingInputStream extends InputStream {
    private final InputStream in;
    private final OutputStream copy;

    private CopyingInputStream(InputStream in, OutputStream copy) {
      this.in = in;
      this.copy = copy;
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
        copy.write(bytes, offset, size);
      }
      // The next read may block, and the receiver may be waiting for these bytes.
      if (in.available() == 0) {
        copy.flush();
      }
      return size;
    }
  }
}
