package io.omfconnections.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Starts a PostgreSQL server whose commits survive a power failure, and executes statements.
 *
 * <p>Usage: {@code java PostgresServer DATA-FOLDER}. Each line of standard input is the name of a
 * database, a space, and a statement; the program prints the first value of its result, or the
 * number of rows that it has written. The server ends with standard input.
 */
public final class PostgresServer {
  private static final String USER = "postgres";

  private PostgresServer() {}

  /** Runs until the end of standard input. */
  public static void main(String[] arguments) throws SQLException, IOException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setDataDirectory(Path.of(arguments[0]))
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("Listening on jdbc:postgresql://127.0.0.1:" + server.getPort());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 2);
        System.out.println(execute(server, parts[0], parts[1]));
      }
    }
  }

  private static String execute(EmbeddedPostgres server, String database, String sql)
      throws SQLException {
    try (Connection connection = server.getDatabase(USER, database).getConnection();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return String.valueOf(statement.getUpdateCount());
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? String.valueOf(row.getString(1)) : "";
      }
    }
  }
}
