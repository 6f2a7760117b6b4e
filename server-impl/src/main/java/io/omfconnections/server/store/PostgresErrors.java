package io.omfconnections.server.store;

import io.omfconnections.server.store.Database.Failure;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The meaning of PostgreSQL's error codes. See
 * https://www.postgresql.org/docs/current/errcodes-appendix.html.
 */
final class PostgresErrors {
  private PostgresErrors() {}

  /** Classifies an error of a statement; empty if it is a defect of the service. */
  static Optional<Failure> failure(SQLException error) {
    if (error instanceof SQLTimeoutException) {
      return Optional.of(Failure.TIMED_OUT);
    }
    String state = String.valueOf(error.getSQLState());
    return switch (state) {
      case "40001", "40P01" -> // serialization_failure, deadlock_detected
          Optional.of(Failure.CONFLICT);
      case "23503" -> // foreign_key_violation
          isReferenceToAccessControlList(error) ? Optional.of(Failure.CONFLICT) : Optional.empty();
      case "57014", "55P03", "25P04" -> // query_canceled, lock_not_available, transaction_timeout
          Optional.of(Failure.TIMED_OUT);
      case "25006", // read_only_sql_transaction: the server has become a standby
          "3D000", // invalid_catalog_name: the database has been dropped
          "42501", // insufficient_privilege: it has been revoked
          "42P01" -> // undefined_table: the tables existed after the migrations
          Optional.of(Failure.UNAVAILABLE);
      default ->
          switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", // connection exception
                "28", // invalid authorization: user or password have been changed
                "53", // insufficient resources: disk, memory, connections
                "57", // operator intervention: shutdown, crash, start
                "58", // system error: I/O
                "XX" -> // internal error: damaged data
                Optional.of(Failure.UNAVAILABLE);
            default -> Optional.empty();
          };
    };
  }

  /**
   * Returns whether a reference to an access control list was violated. Only a concurrent
   * transaction can cause that: one that removes a list with its last reference, beside one that
   * adds a reference to it.
   */
  private static boolean isReferenceToAccessControlList(SQLException error) {
    ServerErrorMessage details =
        error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return details != null
        && String.valueOf(details.getConstraint()).contains("access_control_list");
  }

  /**
   * Returns whether a commit that failed with this error may have taken effect. An error that says
   * that the transaction was rolled back is certain; any other can hide a commit whose confirmation
   * was lost.
   */
  static boolean mayHaveCommitted(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    boolean rolledBack =
        (state.startsWith("40") && !state.equals("40003")) // statement_completion_unknown
            || state.startsWith("23") // deferred constraint
            || state.startsWith("25"); // the transaction had failed before
    return !rolledBack;
  }

  /** Says why a database can't be opened, and what to do. */
  static String explain(PostgresSettings settings, Throwable error) {
    SQLException sql = sqlException(error);
    String state = sql == null ? "" : String.valueOf(sql.getSQLState());
    String message = sql == null ? String.valueOf(error.getMessage()) : sql.getMessage();
    String line = String.valueOf(message).lines().findFirst().orElse("");
    return "The database "
        + settings.location()
        + explanation(settings, state, line)
        + " ("
        + line
        + ")";
  }

  private static String explanation(PostgresSettings settings, String state, String message) {
    if (message.contains("SSL")) {
      return " does not accept the encrypted connection. Configure TLS on the server, and sslmode"
          + " in the URL; in a network that you trust, add ?sslmode=disable to the URL.";
    }
    if (message.contains("startup parameter") || message.contains("command-line options")) {
      return " is behind a connection pooler that refuses the settings of a session. Set"
          + " default_transaction_isolation = 'repeatable read' and enable_seqscan = 'off' with"
          + " ALTER ROLE, and have the pooler ignore them; in PgBouncer with"
          + " ignore_startup_parameters = extra_float_digits,options.";
    }
    return switch (state) {
      case "28P01", "28000" ->
          " does not accept the user or the password. Check --database-user,"
              + " --database-password-file, and the server's pg_hba.conf.";
      case "08004" ->
          " does not accept the connection. If it needs a password, use --database-password-file.";
      case "08001", "08006" ->
          " can't be reached. Check the host and port in --database, and that the server is running"
              + " and accepts connections from this machine.";
      case "3D000" ->
          " does not exist. Create it with CREATE DATABASE "
              + settings.databaseName()
              + ", or correct --database.";
      case "3F000" ->
          " has no schema in which tables can be created. Create the schema, or correct"
              + " currentSchema in --database.";
      case "42501" ->
          " can't be used with the privileges of the user. Make the user the owner of the database,"
              + " or grant it USAGE and CREATE on the schema.";
      case "53300" ->
          " has no connection left. Close connections, or raise max_connections of the server.";
      case "57P03" -> " is starting or stopping. Try again later.";
      default -> " can't be opened.";
    };
  }

  private static @Nullable SQLException sqlException(Throwable error) {
    SQLException found = null;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        found = sql;
      }
    }
    return found;
  }
}
