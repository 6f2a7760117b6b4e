package io.omfconnections.server.rest;

import io.omfconnections.generated.model.OmfConnection;
import io.omfconnections.server.connections.ConnectionSnapshot;

/**
 * Reserves memory for a list of connections while it is written. A list holds a page of connections
 * at a time, which has either a limited size or a single connection.
 */
final class ListReservation {
  /** The least size from which a page has no further connection, in bytes, with some margin. */
  static final long MAX_PAGE = 2 * 1024 * 1024;

  private final MemoryBudget.Reservation memory;
  private long reserved;
  private long total;

  ListReservation(MemoryBudget.Reservation memory) {
    this.memory = memory;
  }

  /**
   * Reserves what the list needs more because of this connection, and converts it.
   *
   * @throws ApiException SERVICE_UNAVAILABLE if there is no memory left
   */
  OmfConnection toModel(ConnectionSnapshot connection) {
    long size = ResponseSize.of(connection.connection());
    total += size;
    long needed = Math.max(size, Math.min(total, MAX_PAGE));
    if (needed > reserved) {
      memory.reserve(needed - reserved);
      reserved = needed;
    }
    return ModelConverter.toModel(connection);
  }
}
