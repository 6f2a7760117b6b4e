package io.omfconnections.server.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/**
 * Memory for the bodies of requests and responses, shared by all requests: what is reserved here is
 * an estimate of the heap that bodies occupy while they are read, parsed, processed and written. A
 * request for which nothing is left is refused, so that no number of bodies exhausts the heap. So
 * is one whose caller has its {@link FairShares share}.
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
  private final FairShares shares;

  /** Creates a budget of the given size, in bytes. */
  MemoryBudget(long size) {
    this.size = size;
    this.shares = new FairShares(size);
  }

  /** Returns a budget for the maximum heap of this process. */
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Returns the budget for token requests, so that they leave the other one to known callers. */
  static MemoryBudget forForms() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_FOR_FORMS);
  }

  /**
   * Registers the size and the reserved bytes.
   *
   * @param name the value of the label {@code budget}
   */
  void measure(MeterRegistry registry, String name) {
    Gauge.builder("omf.memory.reserved", this, budget -> budget.size - budget.free())
        .description("Memory that is reserved for bodies of requests and responses")
        .baseUnit("bytes")
        .tag("budget", name)
        .register(registry);
    Gauge.builder("omf.memory.budget", this, budget -> budget.size)
        .description("Memory that bodies of requests and responses may occupy")
        .baseUnit("bytes")
        .tag("budget", name)
        .register(registry);
  }

  /** Returns the number of bytes that are not reserved. */
  long free() {
    return shares.free();
  }

  /** Returns the number of bytes that one request can reserve while there are no others. */
  long largestReservation() {
    return size - size / PART_FOR_SMALL_BODIES;
  }

  /** Returns the reservation of a new request: empty, and without a known caller. */
  Reservation reservation() {
    return new Reservation();
  }

  /** The memory that one request has reserved. May be used by several threads. */
  final class Reservation implements AutoCloseable {
    private final FairShares.Part part = shares.part();
    private long reserved;

    private Reservation() {}

    /** Sets the caller, before anything is reserved. */
    void assign(String caller) {
      part.assign(caller);
    }

    /**
     * Reserves more memory.
     *
     * @param bytes the estimated number of bytes of heap
     * @throws ApiException SERVICE_UNAVAILABLE if the budget does not allow it
     */
    synchronized void reserve(long bytes) {
      boolean small = reserved + bytes <= SMALL;
      switch (part.take(bytes, small ? 0 : size / PART_FOR_SMALL_BODIES)) {
        case TAKEN -> reserved += bytes;
        case EXHAUSTED ->
            throw unavailable(
                Rejection.MEMORY,
                "The bodies of other requests and responses occupy the memory of the service.",
                "not enough left at the moment");
        case CALLER_HAS_SHARE ->
            throw unavailable(
                Rejection.SHARE_OF_MEMORY,
                "The bodies of other requests and responses of the same tenant or network occupy"
                    + " its share of the memory of the service.",
                "no more for the same tenant or network at the moment");
      }
    }

    private ApiException unavailable(Rejection cause, String reason, String detail) {
      return ApiException.unavailable(
          cause, reason + " Nothing was changed.", Map.of("memory", detail));
    }

    /** Returns the memory to the budget. No more can be reserved afterwards. */
    @Override
    public void close() {
      part.close();
    }
  }
}
