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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server, just as they are, and records each exchange.
 *
 * <p>Each request has a connection of its own unless said otherwise. Any number of threads may use
 * one client.
 */
public final class RecordingClient {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  // A server that has answered and is slow to close is still one that has answered.
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final URI base;
  private final Consumer<Exchange> recorder;

  /**
   * A client of the server at the given base.
   *
   * @param base scheme, host, port, and the path before {@code /api} if there is one
   */
  public RecordingClient(URI base, Recorder recorder) {
    this(base, recorder::record);
  }

  /**
   * A client that gives each exchange to somebody else, who may hand it on to a recorder.
   *
   * @param base scheme, host, port, and the path before {@code /api} if there is one
   */
  public RecordingClient(URI base, Consumer<Exchange> recorder) {
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    this.recorder = recorder;
  }

  /** The server's base, without a slash at the end. */
  public URI base() {
    return base;
  }

  /**
   * Sends a request and records the exchange.
   *
   * @throws io.omfconnections.contract.recording.ContractViolationError when it breaks the contract
   * @throws NoAnswerException when there is no response to check
   */
  public Exchange send(Request request) {
    return send(request, Delivery.AT_ONCE);
  }

  /** Sends a request whose body is brought in the given way, and records the exchange. */
  public Exchange send(Request request, Delivery delivery) {
    try (Socket socket = connect()) {
      Request closing = request.plusHeader("Connection", "close");
      write(socket, closing, delivery);
      return record(request, readLast(socket, request.method()));
    } catch (IOException e) {
      throw noAnswer(request, e);
    }
  }

  /**
   * Sends bytes that need not be HTTP, and records the exchange.
   *
   * @param message the bytes from the first to the last; nothing is added
   */
  public Exchange sendRaw(byte[] message) {
    String firstLine = new String(message, ISO_8859_1).split("\r?\n", 2)[0];
    String[] words = firstLine.split(" ", 3);
    Request request =
        new Request(
            words[0], words.length > 1 ? words[1] : "", Headers.none(), Body.of(message), false);
    try (Socket socket = connect()) {
      writeQuietly(socket, message);
      socket.shutdownOutput();
      return record(request, readLast(socket, request.method()));
    } catch (IOException e) {
      throw noAnswer(request, e);
    }
  }

  /** Whether the server answers on a connection of its own, whatever it is; nothing is recorded. */
  public boolean isAnswered() {
    try (Socket socket = connect()) {
      write(socket, Request.of("GET", "/").plusHeader("Connection", "close"), Delivery.AT_ONCE);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends requests one after the other over one connection, and records each exchange. */
  public List<Exchange> sendOverOneConnection(List<Request> requests) {
    List<Exchange> exchanges = new ArrayList<>();
    try (KeptConnection connection = keepConnection()) {
      for (Request request : requests) {
        exchanges.add(connection.send(request));
        if (!connection.isOpen()) {
          break;
        }
      }
    }
    return exchanges;
  }

  /** A connection for any number of requests, which is opened when there is one to send. */
  public KeptConnection keepConnection() {
    return new KeptConnection();
  }

  /**
   * A connection that is kept open between requests, and opened again when the server has closed
   * it. For one thread at a time.
   */
  public final class KeptConnection implements AutoCloseable {
    private @Nullable Socket socket;
    private @Nullable ResponseReader reader;

    private KeptConnection() {}

    /**
     * Sends a request and records the exchange.
     *
     * @throws io.omfconnections.contract.recording.ContractViolationError when it breaks the
     *     contract
     * @throws NoAnswerException when there is no response to check
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
        throw noAnswer(request, e);
      }
      if (response.headers().first("Connection").orElse("").equalsIgnoreCase("close")) {
        close();
      }
      return record(request, response);
    }

    /** Whether the next request goes over the same connection as the last. */
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
        // What was to be said has been said.
      }
      socket = null;
      reader = null;
    }
  }

  private Exchange record(Request request, Response response) {
    Exchange exchange = new Exchange(request, response);
    recorder.accept(exchange);
    return exchange;
  }

  private Socket connect() throws IOException {
    return Connector.connect(base, ANSWER_LIMIT);
  }

  private void write(Socket socket, Request request, Delivery delivery) throws IOException {
    byte[] body = request.body().bytes();
    writeQuietly(socket, head(request, delivery));
    for (int piece = 0; piece < delivery.pieces() && body.length > 0; piece++) {
      if (!delivery.pause().isZero()) {
        pause(delivery.pause());
        // Whoever has answered listens no more; to go on writing could lose the answer.
        if (socket.getInputStream().available() > 0) {
          return;
        }
      }
      int from = (int) ((long) body.length * piece / delivery.pieces());
      int to = (int) ((long) body.length * (piece + 1) / delivery.pieces());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (delivery.chunked() && to > from) {
        bytes.writeBytes((Integer.toHexString(to - from) + "\r\n").getBytes(ISO_8859_1));
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
      writeQuietly(socket, "0\r\n\r\n".getBytes(ISO_8859_1));
    }
  }

  private byte[] head(Request request, Delivery delivery) {
    StringBuilder head = new StringBuilder();
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    head.append(request.method()).append(' ').append(path).append(request.target());
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

  /** Writes, unless the server has closed its side: its answer may be there to be read. */
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
    socket.setSoTimeout((int) CLOSE_LIMIT.toMillis());
    byte[] rest = reader.rest();
    if (method.equals("HEAD")) {
      return new Response(response.status(), response.headers(), Body.of(rest));
    }
    if (rest.length > 0) {
      throw new ProtocolException("bytes after the response: " + new String(rest, ISO_8859_1));
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

  private RuntimeException noAnswer(Request request, IOException e) {
    return new NoAnswerException(
        "No answer from "
            + base
            + " to "
            + request.method()
            + " "
            + request.target().split("\\?", 2)[0]
            + ": "
            + inWords(e),
        e);
  }

  // Whoever reads it knows servers; names of Java's classes say nothing to them.
  private static String inWords(IOException e) {
    if (e instanceof UnknownHostException) {
      return "its host is unknown";
    }
    return e.getMessage() == null ? "the connection broke" : e.getMessage();
  }
}
