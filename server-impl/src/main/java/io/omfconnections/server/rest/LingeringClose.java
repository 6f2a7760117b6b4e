package io.omfconnections.server.rest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
  private static final long ROUND_MILLIS = 20;

  /** Does little for each connection, so that one thread is enough for all servers. */
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Connection<?> connection;
  private final SocketChannel channel;
  private int rounds;
  private int bytes;

  private LingeringClose(Connection<?> connection, SocketChannel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "http-lingering-close");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /** Starts to close a connection from which nobody else reads any more. Does not wait. */
  static void start(Connection<?> connection) {
    if (((NIOConnection) connection).getChannel() instanceof SocketChannel channel) {
      try {
        channel.shutdownOutput();
        new LingeringClose(connection, channel).discard();
      } catch (IOException e) {
        connection.terminateSilently(); // the client has closed the connection
      }
    } else {
      connection.closeSilently();
    }
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
        var unused = TIMER.schedule(this::discard, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
    connection.terminateSilently();
  }
}
