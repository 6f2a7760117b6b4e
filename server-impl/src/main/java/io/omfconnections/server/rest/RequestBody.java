package io.omfconnections.server.rest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.glassfish.grizzly.Buffer;

/**
 * The bytes of a request body. They are kept in blocks, so that nothing is copied while it grows,
 * and many small parts take no more memory than one large part.
 */
final class RequestBody {
  private static final int MIN_BLOCK = 1024;
  private static final int MAX_BLOCK = 64 * 1024;

  private final List<byte[]> blocks = new ArrayList<>();
  private int usedOfLast;
  private volatile long size;

  /**
   * Adds bytes at the end. Only one thread at a time may add.
   *
   * @param bytes the bytes, which are consumed
   * @param memory the memory from which blocks are reserved
   * @throws ApiException SERVICE_UNAVAILABLE if there is no memory for a block
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // volatile for the threads that read the size only
  void append(Buffer bytes, MemoryBudget.Reservation memory) {
    while (bytes.hasRemaining()) {
      if (blocks.isEmpty() || usedOfLast == last().length) {
        int length = (int) Math.max(MIN_BLOCK, Math.min(MAX_BLOCK, size));
        memory.reserve(length);
        blocks.add(new byte[length]);
        usedOfLast = 0;
      }
      int count = Math.min(bytes.remaining(), last().length - usedOfLast);
      bytes.get(last(), usedOfLast, count);
      usedOfLast += count;
      size += count;
    }
  }

  private byte[] last() {
    return blocks.get(blocks.size() - 1);
  }

  /** Returns the number of bytes. */
  long size() {
    return size;
  }

  /** Returns whether the first bytes are the given ones, which must fit into a block. */
  boolean startsWith(byte[] prefix) {
    return size >= prefix.length
        && Arrays.equals(blocks.get(0), 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Returns a stream of all bytes. */
  InputStream stream() {
    List<InputStream> streams = new ArrayList<>();
    for (byte[] block : blocks) {
      int length = streams.size() == blocks.size() - 1 ? usedOfLast : block.length;
      streams.add(new ByteArrayInputStream(block, 0, length));
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
