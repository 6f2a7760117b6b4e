package io.omfconnections.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Commits the rows of connections one by one on one JDBC connection to SQLite.
 *
 * <p>Usage: {@code java JdbcCreate DATABASE-FILE}. The database has one connection, whose rows are
 * the pattern for all others. For standard input and output, see {@link Rounds}.
 */
public final class JdbcCreate {
  private JdbcCreate() {}

  /** Runs until the end of standard input. */
  public static void main(String[] arguments) throws SQLException, IOException {
    try (Connection connection = Sqlite.open(arguments[0], TransactionMode.IMMEDIATE);
        Inserts.Prepared inserts = Inserts.like(connection).prepare(connection)) {
      Rounds.run(
          1,
          () -> {
            inserts.insert();
            connection.commit();
          });
    }
  }
}
