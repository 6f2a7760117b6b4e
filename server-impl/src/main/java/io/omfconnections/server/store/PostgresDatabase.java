package io.omfconnections.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.DriverDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.Driver;

/**
 * A database of a PostgreSQL server, which any number of processes may share.
 *
 * <p>Transactions run at the isolation level REPEATABLE READ, which is snapshot isolation in
 * PostgreSQL: the second of two transactions that change the same row fails, and is run again.
 */
public final class PostgresDatabase implements Database {
  private static final int MAX_READERS = 8;
  private static final int MAX_WRITERS = 4;

  /** The longest time that a transaction waits for a connection to be opened. */
  private static final Duration MAX_CONNECT = Duration.ofSeconds(3);

  /** HikariCP accepts no shorter time. */
  private static final Duration MIN_CONNECT = Duration.ofMillis(250);

  /**
   * How much later than the server the client stops waiting: the server's own timeout keeps the
   * connection usable. A server that does not respond at all is detected by the client only.
   */
  private static final Duration GRACE = Duration.ofMillis(500);

  /**
   * Each row is found by an index: a plan that scans a small table would be kept when it has grown.
   */
  private static final String SET_UP =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
      SET LOCAL enable_seqscan = off;
      SET LOCAL statement_timeout =\s""";

  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private PostgresDatabase(DataSource source, Duration connectTimeout) {
    readers = pool("readers", source, MAX_READERS, connectTimeout, true);
    try {
      writers = pool("writers", source, MAX_WRITERS, connectTimeout, false);
    } catch (RuntimeException e) {
      readers.close();
      throw e;
    }
  }

  /**
   * Connects to a database, and brings its schema up to date.
   *
   * @param timeout how long a transaction may wait for the database
   * @throws UncheckedIOException if the database can't be reached, opened or written, or belongs to
   *     another release; the message says what to do
   */
  public static PostgresDatabase connect(PostgresSettings settings, Duration timeout) {
    Duration connectTimeout = timeout.compareTo(MAX_CONNECT) < 0 ? timeout : MAX_CONNECT;
    if (connectTimeout.compareTo(MIN_CONNECT) < 0) {
      connectTimeout = MIN_CONNECT;
    }
    DataSource source = source(settings);
    try {
      // The libraries below log errors with stack traces, so look for errors first.
      requireUsable(source);
      Migrations.run(source, "Use another database, or another schema (?currentSchema=NAME).");
      return new PostgresDatabase(source, connectTimeout);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The database " + settings.location() + " " + e.getMessage(), e);
    } catch (SQLException | FlywayException | HikariPool.PoolInitializationException e) {
      throw new UncheckedIOException(PostgresErrors.explain(settings, e), new IOException(e));
    }
  }

  private static DataSource source(PostgresSettings settings) {
    Properties properties = settings.properties();
    properties.setProperty("ApplicationName", "omf-connections");
    properties.setProperty("connectTimeout", Long.toString(MAX_CONNECT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    return new DriverDataSource(settings.url(), Driver.class.getName(), properties, null, null);
  }

  private static void requireUsable(DataSource source) throws SQLException, IOException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      if (!one(statement, "SHOW server_encoding").equals("UTF8")) {
        throw new IOException(
            "does not store Unicode. Create it with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE"
                + " template0.");
      }
      if (!one(statement, "SHOW transaction_read_only").equals("off")) {
        throw new IOException(
            "can only be read: the server is a standby, or the user may not write. Use the URL of"
                + " the primary server, or add ?targetServerType=primary to a URL with several"
                + " hosts.");
      }
    }
  }

  private static String one(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  private static HikariDataSource pool(
      String name, DataSource source, int size, Duration connectTimeout, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setReadOnly(readOnly);
    config.setConnectionTimeout(connectTimeout.toMillis());
    config.setValidationTimeout(connectTimeout.toMillis());
    return new HikariDataSource(config);
  }

  @Override
  public void measure(MeterRegistry registry) {
    readers.setMetricRegistry(registry);
    writers.setMetricRegistry(registry);
  }

  @Override
  public DataSource readers() {
    return readers;
  }

  @Override
  public int maxReaders() {
    return MAX_READERS;
  }

  @Override
  public DataSource writers() {
    return writers;
  }

  @Override
  public int maxWriters() {
    return MAX_WRITERS;
  }

  @Override
  public void begin(Connection connection, Duration limit) throws SQLException {
    limit(connection, limit);
    connection.setAutoCommit(false);
    long millis = limit.toMillis() + 1;
    try (Statement statement = connection.createStatement()) {
      // Sent together, and for this transaction only: nothing is left for the next one.
      statement.execute(SET_UP + Math.min(millis, Integer.MAX_VALUE));
    }
  }

  @Override
  public void limit(Connection connection, Duration limit) throws SQLException {
    if (limit.isZero()) {
      throw new SQLTimeoutException("No time is left for the next statement");
    }
    long millis = limit.plus(GRACE).toMillis();
    connection.setNetworkTimeout(Runnable::run, (int) Math.min(millis, Integer.MAX_VALUE));
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  @Override
  public void requireSpace(Connection connection) {
    // The server knows its disk.
  }

  @Override
  public Optional<Failure> failure(SQLException error) {
    return PostgresErrors.failure(error);
  }

  @Override
  public boolean mayHaveCommitted(SQLException error) {
    return PostgresErrors.mayHaveCommitted(error);
  }

  @Override
  public void close() {
    writers.close();
    readers.close();
  }
}
