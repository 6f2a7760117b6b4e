package io.omfconnections.server.store;

import io.omfconnections.server.connections.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** What differs from one database to another. */
public interface Database extends AutoCloseable {
  /** Connections for transactions that only read. */
  DataSource readers();

  /** How many transactions may read at once. */
  int maxReaders();

  /** Connections for transactions that write. */
  DataSource writers();

  /** How many transactions may write at once. */
  int maxWriters();

  /**
   * Limits how long the connection's next transaction waits for the database.
   *
   * @throws SQLException when the database is not there any more
   */
  void limitWait(Connection connection, Duration limit) throws SQLException;

  /** What an error of the driver means, if it is not a defect of ours. */
  Optional<Refusal.Kind> meaningOf(SQLException error);

  @Override
  void close();
}
