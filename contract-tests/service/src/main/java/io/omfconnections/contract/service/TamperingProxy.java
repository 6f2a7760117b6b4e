package io.omfconnections.contract.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.http.Connector;
import io.omfconnections.contract.http.MessageReader;
import io.omfconnections.contract.http.RecordingProxy;
import io.omfconnections.contract.http.ResponseReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reverse proxy that can change requests and responses, to turn the server behind it into a faulty
 * one.
 *
 * <p>Intercepts requests that are well-formed and arrive promptly, with a Content-Length or without
 * a body. Relays everything else unchanged: malformed HTTP, chunked bodies, and bodies that arrive
 * slowly. Reports nothing.
 */
public final class TamperingProxy extends RecordingProxy {
  /** The server behind the proxy. */
  @FunctionalInterface
  public interface Upstream {
    /** Sends a request to the server and returns its response. */
    Response send(Request request) throws IOException;
  }

  /** Responds to requests in place of the server. */
  @FunctionalInterface
  public interface Interceptor {
    /** Changes nothing. */
    Interceptor NONE = (request, upstream) -> upstream.send(request);

    /**
     * Returns the response to a request; usually derived from a response of the server.
     *
     * @throws IOException to close the connection without a response
     */
    Response intercept(Request request, Upstream upstream) throws IOException;
  }

  /** The bytes of a message, and the request if the bytes are one that can be intercepted. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Received(byte[] bytes, @Nullable Request request) {}

  private static final Pattern REQUEST_LINE = Pattern.compile("([!-~]+) ([!-~]+) HTTP/1\\.1");
  private static final Pattern CONTENT_LENGTH = Pattern.compile("\\d{1,7}");
  private static final int MAX_HEAD = 16 * 1024;

  private static final Duration BODY_TIMEOUT = Duration.ofMillis(250);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private final URI server;
  private final Interceptor interceptor;
  private final Duration bodyTimeout;
  private final AtomicInteger intercepted = new AtomicInteger();

  private TamperingProxy(URI server, Interceptor interceptor, Duration bodyTimeout) {
    super(server, 0, false, exchange -> {});
    this.server = server;
    this.interceptor = interceptor;
    this.bodyTimeout = bodyTimeout;
  }

  /** Starts a proxy on a free port that intercepts bodies that arrive within 250 ms. */
  public static TamperingProxy start(URI server, Interceptor interceptor) {
    return start(server, interceptor, BODY_TIMEOUT);
  }

  /**
   * Starts a proxy on a free port.
   *
   * @param server the server's base URL, without a path
   * @param bodyTimeout how long a body may take to arrive; one that takes longer is relayed
   *     unchanged
   */
  public static TamperingProxy start(URI server, Interceptor interceptor, Duration bodyTimeout) {
    TamperingProxy proxy = new TamperingProxy(server, interceptor, bodyTimeout);
    proxy.listen();
    return proxy;
  }

  /** Returns the number of responses to intercepted requests so far. */
  public int interceptedRequests() {
    return intercepted.get();
  }

  @Override
  protected void handle(Socket client) throws IOException {
    boolean open = true;
    while (open) {
      Received received = receive(client);
      if (received.request() != null) {
        open = respond(client, received.request());
      } else {
        if (received.bytes().length > 0) {
          relay(client, received.bytes());
        }
        open = false;
      }
    }
  }

  // ----------------------------------------------------------------------------- Interception

  /** Responds to a request; returns whether the connection stays open. */
  private boolean respond(Socket client, Request request) throws IOException {
    Response response = interceptor.intercept(request, this::send);
    Headers headers = response.headers().without("Transfer-Encoding");
    if (!request.method().equals("HEAD")) {
      headers = headers.with("Content-Length", String.valueOf(response.body().size()));
    }
    ByteArrayOutputStream message = head("HTTP/1.1 " + response.status() + " ", headers);
    message.writeBytes(response.body().bytes());
    client.getOutputStream().write(message.toByteArray());
    intercepted.incrementAndGet();
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
    try (Socket socket = Connector.connect(server, READ_TIMEOUT)) {
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

  // --------------------------------------------------------------------------------- Requests

  private Received receive(Socket client) throws IOException {
    // Unbuffered: what is relayed later must not have been read ahead.
    InputStream in = client.getInputStream();
    client.setSoTimeout((int) READ_TIMEOUT.toMillis());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return new Received(bytes.toByteArray(), null);
      }
      bytes.write(next);
      if (bytes.size() > MAX_HEAD) {
        return new Received(bytes.toByteArray(), null);
      }
      if (next == '\n') {
        head = bytes.toString(ISO_8859_1);
      }
    }
    Request request = parse(head);
    if (request == null) {
      return new Received(bytes.toByteArray(), null);
    }
    int length = Integer.parseInt(request.headers().first("Content-Length").orElse("0"));
    byte[] body = body(client, length);
    bytes.writeBytes(body);
    boolean complete = body.length == length;
    return new Received(
        bytes.toByteArray(),
        complete
            ? new Request(
                request.method(),
                request.target(),
                request.headers().without("Content-Length"),
                Body.of(body),
                true)
            : null);
  }

  /** Parses a request without its body; returns null if it cannot be intercepted. */
  private static @Nullable Request parse(String head) {
    Matcher requestLine;
    Headers headers;
    try {
      MessageReader reader = new MessageReader(new ByteArrayInputStream(head.getBytes(ISO_8859_1)));
      requestLine = REQUEST_LINE.matcher(reader.line());
      headers = reader.headers();
    } catch (IOException e) {
      return null;
    }
    List<String> lengths = headers.all("Content-Length");
    boolean interceptable =
        requestLine.matches()
            && headers.first("Transfer-Encoding").isEmpty()
            && headers.first("Expect").isEmpty()
            && lengths.size() <= 1
            && lengths.stream().allMatch(length -> CONTENT_LENGTH.matcher(length).matches());
    return interceptable
        ? new Request(requestLine.group(1), requestLine.group(2), headers, Body.empty(), true)
        : null;
  }

  /** Reads as much of the body as arrives within the timeout. */
  private byte[] body(Socket client, int length) throws IOException {
    byte[] body = new byte[length];
    int size = 0;
    long end = System.nanoTime() + bodyTimeout.toNanos();
    while (size < length) {
      long remaining = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      client.setSoTimeout((int) Math.max(1, remaining));
      try {
        int read = remaining > 0 ? client.getInputStream().read(body, size, length - size) : -1;
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
}
