package io.omfconnections.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** A database of a test. */
interface TestDatabase extends AutoCloseable {
  /** Opens the database, as each process does that uses it. */
  Database open();

  /** Connects to the database, as another program does. */
  Connection connect() throws SQLException;

  /** Blocks all writes to connections until the result is closed. */
  default Connection lock() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(lockStatement());
    }
    return connection;
  }

  /** Returns the statement that blocks all writes to connections. */
  String lockStatement();

  @Override
  void close() throws IOException;

  /** A SQLite database in memory. It can be opened once. */
  final class InMemory implements TestDatabase {
    @Override
    public Database open() {
      return SqliteDatabase.inMemory();
    }

    @Override
    public Connection connect() {
      throw new UnsupportedOperationException("Other programs can't connect");
    }

    @Override
    public String lockStatement() {
      throw new UnsupportedOperationException("Other programs can't connect");
    }

    @Override
    public void close() {}
  }

  /** A SQLite database in a file. */
  final class InFile implements TestDatabase {
    private final Path folder = Files.createTempDirectory("store");

    InFile() throws IOException {}

    @Override
    public Database open() {
      return SqliteDatabase.inFolder(folder);
    }

    @Override
    public Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("omf-connections.db"));
    }

    @Override
    public String lockStatement() {
      return "UPDATE omf_connection SET name = name WHERE false";
    }

    @Override
    public void close() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** A database of a PostgreSQL server. */
  record OnServer(PostgresSettings settings) implements TestDatabase {
    @Override
    public Database open() {
      return PostgresDatabase.connect(settings, Duration.ofSeconds(10));
    }

    @Override
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(settings.url(), settings.properties());
    }

    @Override
    public String lockStatement() {
      return "LOCK TABLE omf_connection IN EXCLUSIVE MODE";
    }

    @Override
    public void close() {
      // The server removes its databases when it ends.
    }
  }
}
