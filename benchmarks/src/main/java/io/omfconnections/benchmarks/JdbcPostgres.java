package io.omfconnections.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Reads or inserts the rows of connections in a PostgreSQL database, with the pool and the
 * isolation level of the service.
 *
 * <p>Usage: {@code java JdbcPostgres URL THREADS POOL-SIZE get|create}. For standard input and
 * output, see {@link Rounds}.
 */
public final class JdbcPostgres {
  /** The statement with which the service reads one connection. */
  private static final String GET =
      """
      SELECT c.id, c.name, c.description, c.created_at, c.active_at, c.deleted_at,
             c.owner_type, c.owner_id, c.access_control_list_id,
             (SELECT content.client_ids FROM omf_connection_content AS content
              WHERE content.tenant_id = c.tenant_id AND content.namespace_id = c.namespace_id
                AND content.omf_connection_id = c.id)
      FROM omf_connection AS c
      WHERE c.tenant_id = ? AND c.namespace_id = ?
        AND (c.deleted_at IS NULL OR c.deleted_at > ?) AND c.id = ?
      """;

  private static final int COLUMNS = 10;

  private JdbcPostgres() {}

  /** Runs until the end of standard input. */
  public static void main(String[] arguments) throws SQLException, IOException {
    int threads = Integer.parseInt(arguments[1]);
    boolean get = arguments[3].equals("get");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setUsername("postgres");
    config.setMaximumPoolSize(Integer.parseInt(arguments[2]));
    config.setReadOnly(get);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Rounds.run(threads, get ? get(pool) : create(pool));
    }
  }

  private static Rounds.Work get(HikariDataSource pool) throws SQLException {
    String[] key = new String[3];
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT tenant_id, namespace_id, id FROM omf_connection LIMIT 1")) {
      row.next();
      for (int i = 0; i < key.length; i++) {
        key[i] = row.getString(i + 1);
      }
      connection.commit();
    }
    return () -> {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement = connection.prepareStatement(GET)) {
        statement.setString(1, key[0]);
        statement.setString(2, key[1]);
        statement.setLong(3, 0);
        statement.setString(4, key[2]);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException("The connection is gone.");
          }
          for (int column = 1; column <= COLUMNS; column++) {
            row.getObject(column);
          }
        }
        connection.commit();
      }
    };
  }

  private static Rounds.Work create(HikariDataSource pool) throws SQLException {
    Inserts pattern;
    try (Connection connection = pool.getConnection()) {
      pattern = Inserts.like(connection);
    }
    return () -> {
      try (Connection connection = pool.getConnection();
          Inserts.Prepared inserts = pattern.prepare(connection)) {
        inserts.insert();
        connection.commit();
      }
    };
  }
}
