package io.omfconnections.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Starts a server on a free port that is known before the server starts. */
final class FreePort {
  private static final int MAX_ATTEMPTS = 5;

  private FreePort() {}

  /** Starts a server on a port. */
  @FunctionalInterface
  interface Starter<T> {
    /**
     * Starts the server.
     *
     * @throws IOException if it can't listen on the port
     */
    T start(int port) throws IOException;
  }

  /**
   * Selects a free port and starts a server on it. Retries with another port, because another
   * process can take the port before the server listens on it.
   *
   * @throws IOException if the server can't listen on any of the ports tried
   */
  static <T> T start(String host, Starter<T> starter) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return starter.start(require(host, 0));
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns the port if a server can listen on it at this time, or a free port for 0.
   *
   * @throws IOException if no server can listen on it
   */
  static int require(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }
}
