package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.recording.Recorder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 client of one server that sends requests unchanged and reports each exchange.
 *
 * <p>Opens a connection for each request unless a method says otherwise. Thread-safe. Long because
 * each way to send, such as in parts or pipelined, has a method with its documentation.
 */
public final class RecordingClient {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  // A complete response counts even if the server is slow to close the connection.
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final URI base;
  private final Consumer<Exchange> recorder;

  /**
   * Creates a client that passes each exchange to a recorder, which checks it.
   *
   * @param base the server's base URL: scheme, host, port, and the path before {@code /api} if any
   */
  public RecordingClient(URI base, Recorder recorder) {
    this(base, recorder::record);
  }

  /**
   * Creates a client that passes each exchange to a consumer.
   *
   * @param base the server's base URL: scheme, host, port, and the path before {@code /api} if any
   * @param recorder receives each exchange; what it throws is thrown by the method that sends
   */
  public RecordingClient(URI base, Consumer<Exchange> recorder) {
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    this.recorder = recorder;
  }

  /** Returns the server's base URL without a trailing slash. */
  public URI base() {
    return base;
  }

  /**
   * Sends a request and reports the exchange.
   *
   * @throws io.omfconnections.contract.recording.ContractViolationError if the recorder finds that
   *     the exchange violates the contract
   * @throws NoResponseException if there is no response to check
   */
  public Exchange send(Request request) {
    return send(request, Delivery.AT_ONCE);
  }

  /** Sends a request, with its body sent as described, and reports the exchange. */
  public Exchange send(Request request, Delivery delivery) {
    try (Socket socket = connect()) {
      Request closing = request.plusHeader("Connection", "close");
      write(socket, closing, delivery);
      return record(request, readLast(socket, request.method()));
    } catch (IOException e) {
      throw noResponse(request, e);
    }
  }

  /**
   * Sends bytes that need not be HTTP, and reports the exchange. The request of the exchange has
   * the method and target of the first line, as far as it has any, and all bytes as its body.
   *
   * @param message the complete message; nothing is added
   * @throws NoResponseException if there is no response to check
   */
  public Exchange sendRaw(byte[] message) {
    String firstLine = new String(message, ISO_8859_1).split("\r?\n", 2)[0];
    String[] words = firstLine.split(" ", 3);
    Request request =
        new Request(
            words[0],
            words.length > 1 ? withoutBasePath(words[1]) : "",
            Headers.none(),
            Body.of(message),
            false);
    try (Socket socket = connect()) {
      writeQuietly(socket, message);
      socket.shutdownOutput();
      return record(request, readLast(socket, request.method()));
    } catch (IOException e) {
      throw noResponse(request, e);
    }
  }

  private String withoutBasePath(String target) {
    String path = basePath();
    return target.startsWith(path + "/") ? target.substring(path.length()) : target;
  }

  private String basePath() {
    return base.getRawPath() == null ? "" : base.getRawPath();
  }

  /** Whether the server responds to a new connection with at least one byte. Reports nothing. */
  public boolean isResponding() {
    try (Socket socket = connect()) {
      write(socket, Request.of("GET", "/").plusHeader("Connection", "close"), Delivery.AT_ONCE);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends requests one after the other over one connection, and reports each exchange. Stops when
   * the server closes the connection.
   *
   * @return the exchanges so far
   */
  public List<Exchange> sendOverOneConnection(List<Request> requests) {
    List<Exchange> exchanges = new ArrayList<>();
    try (PersistentConnection connection = persistentConnection()) {
      for (Request request : requests) {
        exchanges.add(connection.send(request));
        if (!connection.isOpen()) {
          break;
        }
      }
    }
    return exchanges;
  }

  /**
   * Sends requests over one connection without waiting for responses (RFC 9112, section 9.3.2), and
   * reports each exchange. A server may close the connection after any response, and the end can
   * lose further responses (section 9.6).
   *
   * @param requests a few kilobytes at most: all are written before a response is read
   * @return the exchanges until the end of the connection, or all
   * @throws NoResponseException if there is no response to the first request, or a later one is
   *     incomplete
   */
  public List<Exchange> sendPipelined(List<Request> requests) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Request request : requests) {
      bytes.writeBytes(head(request, Delivery.AT_ONCE));
      bytes.writeBytes(request.body().bytes());
    }
    List<Exchange> exchanges = new ArrayList<>();
    try (Socket socket = connect()) {
      writeQuietly(socket, bytes.toByteArray());
      InputStream in = new BufferedInputStream(socket.getInputStream());
      ResponseReader reader = new ResponseReader(in);
      for (Request request : requests) {
        if (!exchanges.isEmpty() && isAtEnd(in)) {
          break;
        }
        try {
          exchanges.add(record(request, reader.read(request.method())));
        } catch (IOException e) {
          throw noResponse(request, e);
        }
      }
    } catch (IOException e) {
      throw noResponse(requests.get(0), e);
    }
    return exchanges;
  }

  /** Whether the server has ended the connection, in good order or not, before another byte. */
  private static boolean isAtEnd(InputStream in) {
    try {
      in.mark(1);
      boolean end = in.read() < 0;
      in.reset();
      return end;
    } catch (SocketTimeoutException e) {
      return false; // a server that does not respond: the next read fails, too
    } catch (IOException e) {
      return true;
    }
  }

  /** Returns a persistent connection, which opens when the first request is sent. */
  public PersistentConnection persistentConnection() {
    return new PersistentConnection();
  }

  /**
   * Connection that stays open between requests, and reopens for the next request after the server
   * has announced that it closes it. Not thread-safe.
   */
  public final class PersistentConnection implements AutoCloseable {
    private @Nullable Socket socket;
    private @Nullable ResponseReader reader;

    private PersistentConnection() {}

    /**
     * Sends a request and reports the exchange.
     *
     * @throws io.omfconnections.contract.recording.ContractViolationError if the recorder finds
     *     that the exchange violates the contract
     * @throws NoResponseException if there is no response to check
     */
    public Exchange send(Request request) {
      Response response;
      try {
        Socket open = socket;
        ResponseReader in = reader;
        if (open == null || in == null) {
          open = connect();
          in = new ResponseReader(new BufferedInputStream(open.getInputStream()));
          socket = open;
          reader = in;
        }
        write(open, request, Delivery.AT_ONCE);
        response = in.read(request.method());
      } catch (IOException e) {
        close();
        throw noResponse(request, e);
      }
      if (isLast(response)) {
        close();
      }
      return record(request, response);
    }

    /** Whether the next request uses the same connection as the last one. */
    public boolean isOpen() {
      return socket != null;
    }

    @Override
    public void close() {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        // The exchange is complete.
      }
      socket = null;
      reader = null;
    }
  }

  /** Whether the server closes the connection after the response. */
  private static boolean isLast(Response response) {
    return Stream.of(response.headers().first("Connection").orElse("").split(",", -1))
        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
  }

  private Exchange record(Request request, Response response) {
    Exchange exchange = new Exchange(request, response);
    recorder.accept(exchange);
    return exchange;
  }

  private Socket connect() throws IOException {
    return Connector.connect(base, READ_TIMEOUT);
  }

  private void write(Socket socket, Request request, Delivery delivery) throws IOException {
    byte[] body = request.body().bytes();
    writeQuietly(socket, head(request, delivery));
    for (int piece = 0; piece < delivery.pieces() && body.length > 0; piece++) {
      if (!delivery.pause().isZero()) {
        pause(delivery.pause());
        // The server has responded early. Writing on could cause a reset that loses the response.
        if (socket.getInputStream().available() > 0) {
          return;
        }
      }
      int from = (int) ((long) body.length * piece / delivery.pieces());
      int to = (int) ((long) body.length * (piece + 1) / delivery.pieces());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (delivery.chunked() && to > from) {
        String size = Integer.toHexString(to - from) + delivery.chunkExtension() + "\r\n";
        bytes.writeBytes(size.getBytes(ISO_8859_1));
      }
      bytes.write(body, from, to - from);
      if (delivery.chunked() && to > from) {
        bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
      }
      if (!writeQuietly(socket, bytes.toByteArray())) {
        return;
      }
    }
    if (delivery.chunked()) {
      String last = "0" + delivery.chunkExtension() + "\r\n\r\n";
      writeQuietly(socket, last.getBytes(ISO_8859_1));
    }
  }

  private byte[] head(Request request, Delivery delivery) {
    StringBuilder head = new StringBuilder(delivery.prefix());
    head.append(request.method()).append(' ').append(basePath()).append(request.target());
    head.append(" HTTP/1.1\r\n");
    if (request.headers().first("Host").isEmpty()) {
      head.append("Host: ").append(base.getRawAuthority()).append("\r\n");
    }
    request.headers().fields().forEach(field -> head.append(field).append("\r\n"));
    if (delivery.chunked()) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (!request.body().isEmpty()
        || request.method().equals("POST")
        || request.method().equals("PUT")) {
      head.append("Content-Length: ").append(request.body().size()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /**
   * Writes without throwing: a server may respond and close its side before it has read everything,
   * and that response is still to be read.
   *
   * @return false if the connection is closed
   */
  private static boolean writeQuietly(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Response readLast(Socket socket, String method) throws IOException {
    ResponseReader reader = new ResponseReader(new BufferedInputStream(socket.getInputStream()));
    Response response = reader.read(method);
    socket.setSoTimeout((int) CLOSE_TIMEOUT.toMillis());
    byte[] rest = reader.rest();
    if (method.equals("HEAD")) {
      return new Response(response.status(), response.headers(), Body.of(rest));
    }
    if (rest.length > 0) {
      throw new ProtocolException(
          "unexpected bytes after the response: " + new String(rest, ISO_8859_1));
    }
    return response;
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private RuntimeException noResponse(Request request, IOException e) {
    return new NoResponseException(
        "No response from "
            + base
            + " to "
            + request.method()
            + " "
            + request.target().split("\\?", 2)[0]
            + ": "
            + reason(e),
        e);
  }

  /** The reason without the names of exception classes, for users who do not know Java. */
  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    if (e.getCause() instanceof CertificateException untrusted) {
      return untrusted.getMessage() + "; --ca-certificate sets the trusted authorities";
    }
    return e.getMessage() == null ? "connection lost" : e.getMessage();
  }
}
