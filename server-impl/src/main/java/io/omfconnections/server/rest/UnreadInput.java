package io.omfconnections.server.rest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * Discards what a client is still sending when its connection is about to be closed. If a
 * connection is closed while it has unread bytes, TCP resets it, and the client may lose the
 * response (RFC 9112, section 9.6).
 */
final class UnreadInput {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_PAUSES = 10;
  private static final long PAUSE_MILLIS = 5;

  private UnreadInput() {}

  /** Reads until the client pauses, at most a megabyte, and waits for 50 ms at most. */
  static void discard(Connection<?> connection) {
    if (!(((NIOConnection) connection).getChannel() instanceof ReadableByteChannel channel)) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      int total = 0;
      for (int pauses = 0; pauses < MAX_PAUSES && total < MAX_BYTES; ) {
        int count = channel.read(buffer.clear());
        if (count < 0) {
          return;
        }
        if (count == 0) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          pauses++;
        }
        total += count;
      }
    } catch (IOException e) {
      return; // the client has closed the connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
