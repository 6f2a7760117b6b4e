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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.TreeMap;
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
   * How much later than asked the server may stop a statement that reads. Less than {@link #GRACE},
   * so that the server still stops it before the client gives the connection up.
   */
  private static final Duration TOLERANCE = Duration.ofMillis(250);

  /**
   * Settings of sessions, sent once with the connection. Transactions that write do not rely on the
   * isolation level of the session: a connection pooler could change it later.
   */
  private static final Map<String, String> REQUIRED =
      new TreeMap<>(
          Map.of(
              "default_transaction_isolation",
              "repeatable read",
              // Rows are found by indexes: a plan that scans a small table is kept when it grows.
              "enable_seqscan",
              "off"));

  private final Duration timeout;
  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private PostgresDatabase(DataSource source, Duration timeout, Duration connectTimeout) {
    this.timeout = timeout;
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
    Map<String, String> session = new HashMap<>(REQUIRED);
    session.put("statement_timeout", milliseconds(timeout));
    DataSource transactions = source(settings, session);
    try {
      // The libraries below log errors with stack traces, so look for errors first.
      requireUsable(transactions);
      // Migrations need other settings: they read whole tables, and may take longer.
      Migrations.run(
          source(settings, Map.of()),
          "Use another database, or another schema (?currentSchema=NAME).");
      return new PostgresDatabase(transactions, timeout, connectTimeout);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The database " + settings.location() + " " + e.getMessage(), e);
    } catch (SQLException | FlywayException | HikariPool.PoolInitializationException e) {
      throw new UncheckedIOException(PostgresErrors.explain(settings, e), new IOException(e));
    }
  }

  private static DataSource source(PostgresSettings settings, Map<String, String> session) {
    Properties properties = settings.properties();
    properties.setProperty("ApplicationName", "omf-connections");
    properties.setProperty("connectTimeout", Long.toString(MAX_CONNECT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    return new DriverDataSource(
        settings.url(session), Driver.class.getName(), properties, null, null);
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
      requireSettings(statement);
    }
  }

  /** A connection pooler can keep the settings of a session from the server. */
  private static void requireSettings(Statement statement) throws SQLException, IOException {
    StringJoiner commands = new StringJoiner("; ");
    for (Map.Entry<String, String> setting : REQUIRED.entrySet()) {
      if (!one(statement, "SHOW " + setting.getKey()).equals(setting.getValue())) {
        commands.add(
            "ALTER ROLE %s SET %s = '%s'"
                .formatted(
                    one(statement, "SELECT quote_ident(session_user)"),
                    setting.getKey(),
                    setting.getValue()));
      }
    }
    if (commands.length() > 0) {
      throw new IOException(
          "does not get the settings (options) that the service sends when it connects, without"
              + " which operations can see different states, and scan tables. If there is a"
              + " connection pooler, set them for the user, and reconnect the pooler: "
              + commands);
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
    connection.setAutoCommit(false); // the driver sends BEGIN with the first statement
    boolean writes = !connection.isReadOnly();
    if (writes || isShort(limit)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            (writes ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;" : "")
                + "SET LOCAL statement_timeout = "
                + milliseconds(limit));
      }
    }
  }

  @Override
  public void prepareLookUp(Connection connection, Duration limit) throws SQLException {
    if (isShort(limit)) {
      begin(connection, limit);
    }
  }

  /** Returns whether the session's own limit of a statement that reads is too long. */
  private boolean isShort(Duration limit) {
    return timeout.minus(limit).compareTo(TOLERANCE) > 0;
  }

  private static String milliseconds(Duration limit) {
    return Long.toString(Math.min(limit.toMillis() + 1, Integer.MAX_VALUE));
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
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
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
