package io.omfconnections.server.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server. Its databases sort text by the rules of a language, and not bytewise as
 * SQLite does.
 */
final class PostgresServer {
  /** A user with all rights and without a password. */
  static final String USER = "postgres";

  /** A user without rights. */
  static final String USER_WITH_PASSWORD = "secured";

  /** The password of that user. */
  static final String PASSWORD = "p4ssword";

  private static final String HOST_BASED_AUTHENTICATION =
      """
      host all secured all scram-sha-256
      host all all all trust
      """;

  private static final String TEMPLATE = "migrated";
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable PostgresServer shared;

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Returns the server that all tests of the JVM share. It ends with the JVM. */
  static synchronized PostgresServer shared() {
    PostgresServer existing = shared;
    if (existing != null) {
      return existing;
    }
    try {
      Path authentication = Files.createTempFile("pg_hba", ".conf");
      authentication.toFile().deleteOnExit();
      Files.writeString(authentication, HOST_BASED_AUTHENTICATION);
      PostgresServer started =
          new PostgresServer(
              EmbeddedPostgres.builder()
                  .setServerConfig("hba_file", authentication.toString())
                  .start());
      execute(
          started.settings("postgres"),
          "CREATE USER " + USER_WITH_PASSWORD + " PASSWORD '" + PASSWORD + "'");
      execute(
          started.settings("postgres"),
          "CREATE DATABASE "
              + TEMPLATE
              + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
      PostgresDatabase.connect(started.settings(TEMPLATE), Duration.ofSeconds(10)).close();
      shared = started;
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates a database that has the schema and no data. */
  PostgresSettings createDatabase() throws SQLException {
    return createDatabase("TEMPLATE " + TEMPLATE + " STRATEGY file_copy");
  }

  /**
   * Creates a database.
   *
   * @param options the end of the statement
   */
  PostgresSettings createDatabase(String options) throws SQLException {
    String name = "test" + COUNT.incrementAndGet();
    execute(settings("postgres"), "CREATE DATABASE " + name + " " + options);
    return settings(name);
  }

  /** Returns the port of the server. */
  int port() {
    return server.getPort();
  }

  /** Returns the settings of a database. */
  PostgresSettings settings(String database) {
    return new PostgresSettings(
        "jdbc:postgresql://localhost:" + server.getPort() + "/" + database, USER, null);
  }

  /** Executes a statement in a database. */
  static void execute(PostgresSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
