package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/** Responds to the first bytes on each connection with whatever a function returns for them. */
public final class WrongServer implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /**
   * Starts the server.
   *
   * @param responses returns a complete response for the first bytes of a request
   */
  public WrongServer(UnaryOperator<String> responses) throws IOException {
    Future<?> unused = thread.submit(() -> run(responses));
  }

  /** Returns the base URL of the server. */
  public URI base() {
    return URI.create("http://localhost:" + socket.getLocalPort());
  }

  private void run(UnaryOperator<String> responses) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        InputStream in = connection.getInputStream();
        byte[] first = new byte[65_536];
        String head = new String(first, 0, Math.max(in.read(first), 0), ISO_8859_1);
        connection.getOutputStream().write(responses.apply(head).getBytes(ISO_8859_1));
        connection.shutdownOutput();
        in.readAllBytes(); // closing with unread bytes would reset the connection
      } catch (IOException e) {
        // The client or the test has closed the connection.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    thread.shutdownNow();
  }
}
