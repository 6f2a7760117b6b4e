package io.omfconnections.server.rest;

import java.util.Map;

/**
 * Memory for the bodies of requests and responses, shared by all requests: what is reserved here is
 * an estimate of the heap that bodies occupy while they are read, parsed, processed and written. A
 * request for which nothing is left is refused, so that no number of bodies exhausts the heap.
 */
final class MemoryBudget {
  /** Part of the maximum heap that bodies may occupy; the rest is for everything else. */
  private static final int PART_OF_HEAP = 4;

  /** Part of the maximum heap that the forms of token requests may occupy. */
  private static final int PART_FOR_FORMS = 64;

  /**
   * Bytes up to which a request may use all of the budget. Beyond, it must leave {@link
   * #PART_FOR_SMALL_BODIES}, so that small bodies are accepted beside any number of large ones.
   */
  static final long SMALL = 64 * 1024;

  private static final int PART_FOR_SMALL_BODIES = 8;

  private final long size;
  private long free;

  /** Creates a budget of the given size, in bytes. */
  MemoryBudget(long size) {
    this.size = size;
    this.free = size;
  }

  /** Returns a budget for the maximum heap of this process. */
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Returns the budget for token requests, so that they leave the other one to known callers. */
  static MemoryBudget forForms() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_FOR_FORMS);
  }

  /** Returns the number of bytes that are not reserved. */
  synchronized long free() {
    return free;
  }

  /** Returns the number of bytes that one request can reserve while there are no others. */
  long maximumShare() {
    return size - size / PART_FOR_SMALL_BODIES;
  }

  /** Returns the share of a new request, which is empty. */
  Share share() {
    return new Share();
  }

  private synchronized boolean take(long bytes, boolean small) {
    if (free - bytes < (small ? 0 : size / PART_FOR_SMALL_BODIES)) {
      return false;
    }
    free -= bytes;
    return true;
  }

  private synchronized void giveBack(long bytes) {
    free += bytes;
  }

  /** The memory that one request has reserved. May be used by several threads. */
  final class Share implements AutoCloseable {
    private long reserved;
    private boolean closed;

    private Share() {}

    /**
     * Reserves more memory.
     *
     * @param bytes the estimated number of bytes of heap
     * @throws ApiException SERVICE_UNAVAILABLE if the budget does not allow it
     */
    synchronized void reserve(long bytes) {
      if (closed || !take(bytes, reserved + bytes <= SMALL)) {
        throw new ApiException(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The bodies of other requests and responses occupy the memory of the service."
                + " Nothing was changed.",
            Map.of("memory", "not enough left at the moment"));
      }
      reserved += bytes;
    }

    /** Returns the memory to the budget. No more can be reserved afterwards. */
    @Override
    public synchronized void close() {
      giveBack(reserved);
      reserved = 0;
      closed = true;
    }
  }
}
