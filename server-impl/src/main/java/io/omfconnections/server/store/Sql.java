package io.omfconnections.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executes SQL statements on the connection of a transaction. The parameters of a statement replace
 * its question marks in order.
 */
final class Sql {
  private final Connection connection;
  private final Step beforeEach;

  /**
   * Creates an executor of statements.
   *
   * @param beforeEach runs before each statement
   */
  Sql(Connection connection, Step beforeEach) {
    this.connection = connection;
    this.beforeEach = beforeEach;
  }

  /** Does something with a connection. */
  @FunctionalInterface
  interface Step {
    void run(Connection connection) throws SQLException;
  }

  /** Converts the current row of a result. */
  @FunctionalInterface
  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** Receives rows one after the other. */
  @FunctionalInterface
  interface RowVisitor {
    /** Returns whether to go on with the next row. */
    boolean visit(ResultSet row) throws SQLException;
  }

  /** Thrown when a statement has failed. Its cause is an {@link SQLException}. */
  @SuppressWarnings("serial") // never serialized
  static final class FailedException extends RuntimeException {
    private FailedException(SQLException cause) {
      super(cause);
    }
  }

  @FunctionalInterface
  private interface Execution<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Does something with the connection. */
  void run(Step step) {
    try {
      step.run(connection);
    } catch (SQLException e) {
      throw new FailedException(e);
    }
  }

  /** Executes a statement that writes, and returns the number of rows that it has written. */
  int update(String sql, @Nullable Object... parameters) {
    return execute(
        sql,
        statement -> {
          bind(statement, parameters);
          return statement.executeUpdate();
        });
  }

  /**
   * Executes a statement that writes for each list of parameters, and returns the number of rows
   * that each execution has written.
   *
   * @throws IllegalStateException if the driver does not know these numbers, because it has joined
   *     the executions
   */
  int[] updateEach(String sql, Collection<Object[]> parameterLists) {
    return execute(
        sql,
        statement -> {
          for (Object[] parameters : parameterLists) {
            bind(statement, parameters);
            statement.addBatch();
          }
          int[] written = statement.executeBatch();
          for (int number : written) {
            if (number < 0) {
              throw new IllegalStateException(
                  "The JDBC driver must not rewrite batches (reWriteBatchedInserts).");
            }
          }
          return written;
        });
  }

  /** Returns the first row of a result, if there is one; empty also if it is converted to null. */
  <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    List<T> rows = new ArrayList<>(1);
    visit(
        sql,
        0,
        row -> {
          rows.add(mapper.map(row));
          return false;
        },
        parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(0));
  }

  /** Returns all rows of a result. */
  <T> List<T> all(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    List<T> rows = new ArrayList<>();
    visit(sql, 0, row -> rows.add(mapper.map(row)), parameters);
    return rows;
  }

  /**
   * Visits the rows of a result.
   *
   * @param fetchSize how many rows to fetch at a time; 0 for all
   */
  void visit(String sql, int fetchSize, RowVisitor visitor, @Nullable Object... parameters) {
    execute(
        sql,
        statement -> {
          statement.setFetchSize(fetchSize);
          bind(statement, parameters);
          try (ResultSet rows = statement.executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
              more = visitor.visit(rows);
            }
          }
          return true;
        });
  }

  /**
   * Returns the beginning of a statement that looks each of the given number of keys up, with a
   * subquery on {@code wanted.id}. For {@code IN} and a list of keys, and for a join with it,
   * PostgreSQL without statistics can read all rows of a namespace instead.
   */
  static String wanted(int size) {
    return "WITH wanted (id) AS (VALUES "
        + String.join(",", Collections.nCopies(size, "(?)"))
        + ") ";
  }

  /** Returns all values as the parameters of one statement. */
  static Object[] parameters(Collection<?> values, Object... after) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(List.of(after));
    return all.toArray();
  }

  private <T> T execute(String sql, Execution<T> execution) {
    try {
      beforeEach.run(connection);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        return execution.of(statement);
      }
    } catch (SQLException e) {
      throw new FailedException(e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] instanceof String text) {
        StoredText.requireStorable(text);
      }
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
