package io.omfconnections.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Commits the rows of connections one by one on one JDBC connection.
 *
 * <p>Usage: {@code java JdbcCreate DATABASE-FILE}. The database has one connection, whose rows are
 * the pattern for all others. Each line of standard input is a number of seconds; the program
 * inserts and commits for that time, and prints the number of commits.
 */
public final class JdbcCreate {
  private JdbcCreate() {}

  /** Runs until the end of standard input. */
  public static void main(String[] arguments) throws SQLException, IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Connection connection = Sqlite.open(arguments[0], TransactionMode.IMMEDIATE);
        Inserts inserts = new Inserts(connection)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long end =
            System.nanoTime()
                + Duration.ofMillis((long) (1000 * Double.parseDouble(line))).toNanos();
        int commits = 0;
        while (System.nanoTime() < end) {
          inserts.insert();
          connection.commit();
          commits++;
        }
        System.out.println(commits);
      }
    }
  }

  /** The statements that insert a copy of the pattern with a new identifier and client id. */
  private static final class Inserts implements AutoCloseable {
    private final PreparedStatement list;
    private final PreparedStatement connection;
    private final PreparedStatement content;
    private final PreparedStatement client;

    Inserts(Connection database) throws SQLException {
      list =
          database.prepareStatement(
              "INSERT INTO access_control_list (id, entries) VALUES (?, ?) ON CONFLICT (id) DO"
                  + " NOTHING");
      connection =
          database.prepareStatement(
              """
              INSERT INTO omf_connection (tenant_id, namespace_id, name, description,
                created_at, active_at, owner_type, owner_id, access_control_list_id, id)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """);
      content =
          database.prepareStatement(
              """
              INSERT INTO omf_connection_content
                (tenant_id, namespace_id, omf_connection_id, client_ids)
              VALUES (?, ?, ?, ?)
              """);
      client =
          database.prepareStatement(
              """
              INSERT INTO client_mapping (tenant_id, namespace_id, omf_connection_id, client_id)
              VALUES (?, ?, ?, ?)
              """);
      bindPattern(database);
      database.commit();
    }

    private void bindPattern(Connection database) throws SQLException {
      try (Statement statement = database.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT tenant_id, namespace_id, name, description, created_at, active_at,
                    owner_type, owner_id, access_control_list_id, entries
                  FROM omf_connection AS c
                  JOIN access_control_list AS list ON list.id = c.access_control_list_id
                  LIMIT 1
                  """)) {
        if (!row.next()) {
          throw new IllegalStateException("The database has no connection to copy.");
        }
        for (int column = 1; column <= 9; column++) {
          connection.setObject(column, row.getObject(column));
        }
        for (int column = 1; column <= 2; column++) {
          content.setObject(column, row.getObject(column));
          client.setObject(column, row.getObject(column));
        }
        list.setObject(1, row.getObject(9));
        list.setObject(2, row.getObject(10));
      }
    }

    void insert() throws SQLException {
      String id = UUID.randomUUID().toString();
      String clientId = UUID.randomUUID().toString();
      list.executeUpdate();
      connection.setString(10, id);
      connection.executeUpdate();
      content.setString(3, id);
      content.setString(4, "[\"" + clientId + "\"]");
      content.executeUpdate();
      client.setString(3, id);
      client.setString(4, clientId);
      client.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      list.close();
      connection.close();
      content.close();
      client.close();
    }
  }
}
