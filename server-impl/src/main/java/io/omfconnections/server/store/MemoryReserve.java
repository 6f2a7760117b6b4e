package io.omfconnections.server.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The reserve of a SQLite database in memory, which has a maximum size.
 *
 * @param maxPages the maximum number of pages of the database
 * @param size the number of pages that other changes leave
 */
record MemoryReserve(long maxPages, long size) implements SpaceReserve {
  private static final int PART_OF_DATABASE = 8;

  /** Returns the reserve of a database of the given maximum size: an eighth of it. */
  static MemoryReserve of(long maxPages) {
    return new MemoryReserve(maxPages, maxPages / PART_OF_DATABASE);
  }

  /** Pages that deleted data has left count, because the database does not shrink. */
  @Override
  public void requireSpace(Connection connection) throws SQLException {
    long free = maxPages - SpaceReserve.number(connection, "PRAGMA page_count");
    if (free < size) {
      free += SpaceReserve.number(connection, "PRAGMA freelist_count");
    }
    if (free < size) {
      throw SpaceReserve.nearlyFull(
          "The database in memory",
          free * SqliteDatabase.PAGE_SIZE,
          size * SqliteDatabase.PAGE_SIZE);
    }
  }
}
