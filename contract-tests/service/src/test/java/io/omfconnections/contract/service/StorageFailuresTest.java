package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A storage timeout is 504, and unavailable storage is 503. */
@ServiceSuite
@DisabledIfSystemProperty(
    named = "contract.database",
    matches = "postgresql",
    disabledReason = "locks and damages a SQLite file")
class StorageFailuresTest {
  @Test
  void write_that_waits_too_long_for_storage_is_504(TestServers servers, @TempDir Path data)
      throws SQLException {
    try (InProcessServer server = start(servers, data)) {
      Api api = server.api();
      String id = api.createNamed("locked");
      JsonNode before = api.get(id).expect(200);
      try (WriteLock lock = new WriteLock(data)) {
        for (String version : Api.CONTRACT.versions()) {
          for (Operation operation : Api.CONTRACT.operations()) {
            if (!operation.method().equals("GET")) {
              Api versioned = api.under(version);
              versioned.send(versioned.request(operation.id(), id)).expect(504);
            }
          }
        }
        assertThat(lock).isNotNull();
      }
      // The rejected requests changed nothing, not even later.
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
    }
  }

  @Test
  void request_timeout_shorter_than_storage_timeout_is_408(TestServers servers, @TempDir Path data)
      throws SQLException {
    try (InProcessServer server =
        servers.start(
            config -> config.dataDirectory(data).storageTimeout(Duration.ofSeconds(20)))) {
      Api api = server.api();
      api.list().expect(200);
      try (WriteLock lock = new WriteLock(data)) {
        api.send(api.request("createOmfConnection", "").withHeader("Request-Timeout", "0.3"))
            .expect(408);
        assertThat(lock).isNotNull();
      }
      assertThat(api.list().expect(200).path("Results")).isEmpty();
    }
  }

  @Test
  void reads_succeed_while_a_write_is_blocked(TestServers servers, @TempDir Path data)
      throws SQLException {
    try (InProcessServer server = start(servers, data)) {
      Api api = server.api();
      String id = api.createNamed("readable");
      try (WriteLock lock = new WriteLock(data)) {
        for (Operation operation : Api.CONTRACT.operations()) {
          if (operation.method().equals("GET")) {
            api.send(api.request(operation.id(), id)).expect(200);
          }
        }
        assertThat(lock).isNotNull();
      }
    }
  }

  @Test
  void every_operation_is_503_when_the_database_is_corrupt(TestServers servers, @TempDir Path data)
      throws SQLException, IOException {
    try (InProcessServer server = start(servers, data)) {
      Api api = server.api();
      String id = api.createNamed("corrupt");
      corrupt(data);
      for (String version : Api.CONTRACT.versions()) {
        for (Operation operation : Api.CONTRACT.operations()) {
          Api versioned = api.under(version);
          versioned.send(versioned.request(operation.id(), id)).expect(503);
        }
      }
    }
  }

  /** Overwrites the database file with random bytes, as a broken disk might. */
  private static void corrupt(Path data) throws SQLException, IOException {
    Path file = data.resolve("omf-connections.db");
    checkpoint(file);
    byte[] garbage = new byte[(int) Files.size(file)];
    new Random(1).nextBytes(garbage);
    Files.write(file, garbage, StandardOpenOption.WRITE);
  }

  /** Moves the write-ahead log into the database file, so that the server has to read the file. */
  private static void checkpoint(Path file) throws SQLException {
    for (int i = 0; i < 100; i++) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        if (result.next() && result.getInt("busy") == 0) {
          return;
        }
      }
    }
    throw new AssertionError("Checkpoint of " + file + " failed");
  }

  private static InProcessServer start(TestServers servers, Path data) {
    return servers.start(
        config ->
            config
                .dataDirectory(data)
                .provisioningDelay(Duration.ZERO)
                .storageTimeout(Duration.ofMillis(200)));
  }

  /** Holds the write lock of an SQLite database. */
  private static final class WriteLock implements AutoCloseable {
    private final Connection connection;

    WriteLock(Path data) throws SQLException {
      connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("omf-connections.db"));
      execute("BEGIN EXCLUSIVE");
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() throws SQLException {
      execute("ROLLBACK");
      connection.close();
    }
  }
}
