package io.omfconnections.contract.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.http.Connector;
import io.omfconnections.contract.http.MessageReader;
import io.omfconnections.contract.http.ResponseReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback that stands in front of a server and changes what it likes.
 *
 * <p>It meddles with requests that arrive whole and are HTTP. What is not HTTP, and a body that
 * comes in chunks or piece by piece, goes through it byte by byte, and so does the answer: there
 * the server is what it is.
 */
public final class MeddlingProxy implements AutoCloseable {
  /** The server behind the proxy. */
  @FunctionalInterface
  public interface Upstream {
    /** The server's own answer to the request. */
    Response send(Request request) throws IOException;
  }

  /** What answers in the server's place. */
  @FunctionalInterface
  public interface Meddler {
    /** Changes nothing. */
    Meddler NONE = (request, upstream) -> upstream.send(request);

    /** The answer to the request; as a rule, one that the server has had a part in. */
    Response answer(Request request, Upstream upstream) throws IOException;
  }

  /** What has been read of a message, and the request that it is, if it is a whole one. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
  private record Arrived(byte[] bytes, @Nullable Request request) {}

  private static final Pattern REQUEST_LINE = Pattern.compile("([!-~]+) ([!-~]+) HTTP/1\\.1");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,7}");
  private static final int MAX_HEAD = 16 * 1024;

  private static final Duration WHOLE = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final ServerSocket listener;
  private final URI server;
  private final Meddler meddler;
  private final Duration whole;
  private final ExecutorService threads;
  private final AtomicInteger answered = new AtomicInteger();

  private MeddlingProxy(ServerSocket listener, URI server, Meddler meddler, Duration whole) {
    this.listener = listener;
    this.server = server;
    this.meddler = meddler;
    this.whole = whole;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "meddling-proxy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts a proxy in front of the server, on a free port; callers may let bodies trickle. */
  public static MeddlingProxy start(URI server, Meddler meddler) {
    return start(server, meddler, WHOLE);
  }

  /**
   * Starts a proxy in front of the server, on a free port.
   *
   * @param whole a body that takes longer than this is one that comes piece by piece
   */
  public static MeddlingProxy start(URI server, Meddler meddler, Duration whole) {
    try {
      MeddlingProxy proxy =
          new MeddlingProxy(
              new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), server, meddler, whole);
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

  /** How many requests it has answered that it could have meddled with. */
  public int answered() {
    return answered.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listener.accept();
        threads.execute(() -> serve(caller));
      }
    } catch (IOException e) {
      // The proxy has been closed.
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      caller.setTcpNoDelay(true);
      boolean open = true;
      while (open) {
        Arrived arrived = read(caller);
        if (arrived.request() != null) {
          open = answer(caller, arrived.request());
        } else {
          pass(caller, arrived.bytes());
          open = false;
        }
      }
    } catch (IOException e) {
      // One side has gone away, and so the other is left, too.
    }
  }

  // --------------------------------------------------------------------------- Whole requests

  private boolean answer(Socket caller, Request request) throws IOException {
    Response response = meddler.answer(request, this::send);
    Headers headers = response.headers().without("Transfer-Encoding");
    if (!request.method().equals("HEAD")) {
      headers = headers.with("Content-Length", String.valueOf(response.body().size()));
    }
    ByteArrayOutputStream message = head("HTTP/1.1 " + response.status() + " ", headers);
    message.writeBytes(response.body().bytes());
    caller.getOutputStream().write(message.toByteArray());
    answered.incrementAndGet();
    return !isClosing(request.headers()) && !isClosing(headers);
  }

  private static boolean isClosing(Headers headers) {
    return headers.first("Connection").orElse("").equalsIgnoreCase("close");
  }

  private Response send(Request request) throws IOException {
    Headers headers = request.headers();
    if (!request.body().isEmpty() || List.of("POST", "PUT").contains(request.method())) {
      headers = headers.with("Content-Length", String.valueOf(request.body().size()));
    }
    ByteArrayOutputStream message =
        head(request.method() + " " + request.target() + " HTTP/1.1", headers);
    message.writeBytes(request.body().bytes());
    try (Socket socket = Connector.connect(server, LIMIT)) {
      socket.getOutputStream().write(message.toByteArray());
      return new ResponseReader(new BufferedInputStream(socket.getInputStream()))
          .read(request.method());
    }
  }

  private static ByteArrayOutputStream head(String firstLine, Headers headers) {
    StringBuilder head = new StringBuilder(firstLine).append("\r\n");
    headers.fields().forEach(field -> head.append(field).append("\r\n"));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    return message;
  }

  // ------------------------------------------------------------------------- What has arrived

  private Arrived read(Socket caller) throws IOException {
    InputStream in = caller.getInputStream();
    caller.setSoTimeout((int) LIMIT.toMillis());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0 || bytes.size() == MAX_HEAD) {
        if (next >= 0) {
          bytes.write(next);
        }
        return new Arrived(bytes.toByteArray(), null);
      }
      bytes.write(next);
      if (next == '\n') {
        head = bytes.toString(ISO_8859_1);
      }
    }
    Request request = parse(head);
    if (request == null) {
      return new Arrived(bytes.toByteArray(), null);
    }
    int length = Integer.parseInt(request.headers().first("Content-Length").orElse("0"));
    byte[] body = body(caller, length);
    bytes.writeBytes(body);
    boolean whole = body.length == length;
    return new Arrived(
        bytes.toByteArray(),
        whole
            ? new Request(
                request.method(),
                request.target(),
                request.headers().without("Content-Length"),
                Body.of(body),
                true)
            : null);
  }

  /** The request without its body; null when it is none that can be read as a whole. */
  private static @Nullable Request parse(String head) {
    Matcher first;
    Headers headers;
    try {
      MessageReader reader = new MessageReader(new ByteArrayInputStream(head.getBytes(ISO_8859_1)));
      first = REQUEST_LINE.matcher(reader.line());
      headers = reader.headers();
    } catch (IOException e) {
      return null;
    }
    List<String> lengths = headers.all("Content-Length");
    boolean plain =
        first.matches()
            && headers.first("Transfer-Encoding").isEmpty()
            && headers.first("Expect").isEmpty()
            && lengths.size() <= 1
            && lengths.stream().allMatch(length -> LENGTH.matcher(length).matches());
    return plain ? new Request(first.group(1), first.group(2), headers, Body.empty(), true) : null;
  }

  /** As much of the body as comes in time. */
  private byte[] body(Socket caller, int length) throws IOException {
    byte[] body = new byte[length];
    int size = 0;
    long end = System.nanoTime() + whole.toNanos();
    while (size < length) {
      long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      caller.setSoTimeout((int) Math.max(1, rest));
      try {
        int read = rest > 0 ? caller.getInputStream().read(body, size, length - size) : -1;
        if (read < 0) {
          break;
        }
        size += read;
      } catch (SocketTimeoutException e) {
        break;
      }
    }
    return Arrays.copyOf(body, size);
  }

  // -------------------------------------------------------------------------------- The rest

  private void pass(Socket caller, byte[] arrived) throws IOException {
    if (arrived.length == 0) {
      return;
    }
    caller.setSoTimeout((int) LIMIT.toMillis());
    try (Socket socket = Connector.connect(server, LIMIT)) {
      socket.getOutputStream().write(arrived);
      Future<?> asking = threads.submit(() -> copy(caller, socket));
      copy(socket, caller);
      // To close before the caller has read the answer could lose it.
      asking.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The caller has not closed its side, and need not.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8 * 1024];
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        out.write(buffer, 0, size);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has gone away; the other finds out by itself.
    }
  }
}
