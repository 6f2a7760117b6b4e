package io.omfconnections.server.store;

import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.OperationException.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/**
 * Keeps free space of a SQLite database for deletes, and for the purge that makes space: they need
 * some, too.
 */
interface SpaceReserve {
  /**
   * Checks that there is more free space than the reserve.
   *
   * @throws OperationException UNAVAILABLE if there is not
   */
  void requireSpace(Connection connection) throws SQLException;

  /** Returns the number that a query returns. */
  static long number(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Returns the exception for a change that would use the reserve. */
  static OperationException nearlyFull(String place, long free, long size) {
    return new OperationException(
        Kind.UNAVAILABLE,
        "Storage is nearly full: only deletes are possible. Nothing was changed.",
        Map.of("storage", "Nearly full."),
        new IOException(
            place + " has " + free + " bytes left, and " + size + " bytes are kept for deletes"));
  }
}
