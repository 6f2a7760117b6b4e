package io.omfconnections.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards connections to a database, and fails as a network does. */
final class DatabaseProxy implements AutoCloseable {
  /** How the proxy treats the bytes that clients send. */
  enum Mode {
    /** They are forwarded. */
    FORWARD,
    /** They are lost, as if the machine of the database had lost its power. */
    STALL,
    /** Connections are closed when a client commits, and the commit is lost. */
    CUT_BEFORE_COMMIT,
    /** Connections are closed when a client has committed, and the response is lost. */
    CUT_AFTER_COMMIT
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int target;
  private volatile Mode mode = Mode.FORWARD;
  private volatile String replaced = "";
  private volatile String replacement = "";

  /** Starts a proxy in front of a port of this machine. */
  DatabaseProxy(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void set(Mode newMode) {
    mode = newMode;
  }

  /** Replaces a text that clients send by another one of the same length. */
  void replace(String text, String other) {
    if (text.length() != other.length()) {
      throw new IllegalArgumentException("The length is part of what clients send.");
    }
    replaced = text;
    replacement = other;
  }

  /** Closes all connections. */
  void cut() {
    sockets.forEach(DatabaseProxy::close);
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(server);
      start(() -> forward(client, server, true));
      start(() -> forward(server, client, false));
    }
  }

  private void forward(Socket from, Socket to, boolean fromClient) throws IOException {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        Mode current = mode;
        // Both the command and its confirmation contain the word.
        Mode cut = fromClient ? Mode.CUT_BEFORE_COMMIT : Mode.CUT_AFTER_COMMIT;
        if (current == cut && contains(buffer, length, "COMMIT")) {
          return;
        }
        if (current != Mode.STALL) {
          out.write(fromClient ? replaced(buffer, length) : Arrays.copyOf(buffer, length));
          out.flush();
        }
      }
    }
  }

  private byte[] replaced(byte[] buffer, int length) {
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1)
        .replace(replaced, replacement)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean contains(byte[] buffer, int length, String word) {
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(word);
  }

  /** A task of a thread. */
  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The connection or the proxy was closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
