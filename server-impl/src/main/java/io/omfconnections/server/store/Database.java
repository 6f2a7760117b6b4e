package io.omfconnections.server.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.omfconnections.server.connections.OperationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * An open database: its connections, and what differs between database engines. The schema and the
 * statements are the same for all engines.
 */
public interface Database extends AutoCloseable {
  /** Why a statement failed, if the reason is not a defect of the service. */
  enum Failure {
    /**
     * A concurrent transaction was in the way. The transaction was rolled back, and can succeed if
     * it is run again.
     */
    CONFLICT,
    /** The database did not respond in time. */
    TIMED_OUT,
    /** The database can't be used at this time. */
    UNAVAILABLE
  }

  /** Returns the connections for transactions that only read. */
  DataSource readers();

  /** Returns the maximum number of concurrent transactions that read. */
  int maxReaders();

  /** Returns the connections for transactions that write. */
  DataSource writers();

  /**
   * Returns the maximum number of concurrent transactions that write. If it is 1, transactions that
   * wait for each other share a commit.
   */
  int maxWriters();

  /**
   * Limits how long the next statement waits for the database, or the commit of a transaction.
   *
   * @param limit the time that is left
   * @throws SQLException if no time is left, or if the database can't be used
   */
  void limit(Connection connection, Duration limit) throws SQLException;

  /**
   * Begins a transaction: it sees a snapshot of the database, and fails with a {@link
   * Failure#CONFLICT} rather than overwrite a change that is not in it.
   *
   * @param limit how long a statement may wait for the database
   * @throws SQLException if the database can't be used
   */
  void begin(Connection connection, Duration limit) throws SQLException;

  /**
   * Prepares for statements that only read, each of which sees the last commit: none needs a
   * transaction of its own, but an engine can begin one to keep the limit.
   *
   * @param limit how long a statement may wait for the database
   * @throws SQLException if the database can't be used
   */
  void prepareLookUp(Connection connection, Duration limit) throws SQLException;

  /**
   * Commits the transaction. Does nothing if none has begun.
   *
   * @throws SQLException if the change is not in the database, or may not be; see {@link
   *     #mayHaveCommitted}
   */
  void commit(Connection connection) throws SQLException;

  /** Rolls back the transaction. Does nothing if none has begun, or if it has ended. */
  void rollback(Connection connection) throws SQLException;

  /**
   * Checks that the database has room for data that is added or replaced, beside what it needs for
   * deletes.
   *
   * @param connection a connection in a transaction
   * @throws OperationException UNAVAILABLE if it has not
   * @throws SQLException if the database can't be used
   */
  void requireSpace(Connection connection) throws SQLException;

  /** Classifies an error; empty if it is a defect of the service. */
  Optional<Failure> failure(SQLException error);

  /**
   * Returns whether a transaction may have been committed although its commit has failed with this
   * error.
   */
  boolean mayHaveCommitted(SQLException error);

  /** Registers the metrics of the connections. Called once at most. */
  default void measure(MeterRegistry registry) {}

  @Override
  void close();
}
