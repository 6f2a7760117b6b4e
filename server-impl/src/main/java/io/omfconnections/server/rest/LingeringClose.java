package io.omfconnections.server.rest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * Closes a connection whose client may still be sending, after a response has been written. Tells
 * the client that nothing follows, and discards what it sends until it closes the connection, for a
 * second and a megabyte at most. If a connection is closed while it has unread bytes, TCP resets
 * it, and the client may lose the response (RFC 9112, section 9.6).
 */
final class LingeringClose {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_ROUNDS = 50;
  private static final Duration ROUND = Duration.ofMillis(20);

  private static final String STARTED = LingeringClose.class.getName();

  private final Connection<?> connection;
  private final SocketChannel channel;
  private final Timer timer;
  private int rounds;
  private int bytes;

  private LingeringClose(Connection<?> connection, SocketChannel channel, Timer timer) {
    this.connection = connection;
    this.channel = channel;
    this.timer = timer;
  }

  /**
   * Starts to close a connection from which nobody else reads any more. Does not wait.
   *
   * @param timer discards what arrives later
   */
  static void start(Connection<?> connection, Timer timer) {
    connection.getAttributes().setAttribute(STARTED, true);
    if (((NIOConnection) connection).getChannel() instanceof SocketChannel channel) {
      try {
        channel.shutdownOutput();
        new LingeringClose(connection, channel, timer).discard();
      } catch (IOException e) {
        connection.terminateSilently(); // the client has closed the connection
      }
    } else {
      connection.closeSilently();
    }
  }

  /** Returns whether the connection is open only for the client to read the last response. */
  static boolean isStarted(Connection<?> connection) {
    return connection.getAttributes().getAttribute(STARTED) != null;
  }

  private void discard() {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      int count;
      do {
        count = channel.read(buffer.clear());
        bytes += Math.max(0, count);
      } while (count > 0 && bytes < MAX_BYTES);
      if (count == 0 && rounds++ < MAX_ROUNDS) {
        timer.after(ROUND, this::discard);
        return;
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
    connection.terminateSilently();
  }
}
