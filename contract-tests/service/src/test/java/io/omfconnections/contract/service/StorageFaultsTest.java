package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
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
import org.junit.jupiter.api.io.TempDir;

/** Storage that does not answer in time gets 504, and storage that is away gets 503. */
@ContractSuite
class StorageFaultsTest {
  @Test
  void a_write_that_has_to_wait_for_too_long_is_a_gateway_timeout(@TempDir Path data)
      throws SQLException {
    try (OwnServer server = start(data)) {
      Api api = server.api();
      String id = api.createNamed("locked");
      JsonNode before = api.get(id).expect(200);
      try (Lock lock = new Lock(data)) {
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
      // Nothing of it has been done, also not later.
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
    }
  }

  @Test
  void a_request_that_allows_less_time_than_storage_has_is_out_of_time(@TempDir Path data)
      throws SQLException {
    try (OwnServer server =
        OwnServer.start(
            config -> config.dataDirectory(data).storageTimeout(Duration.ofSeconds(20)))) {
      Api api = server.api();
      api.list().expect(200);
      try (Lock lock = new Lock(data)) {
        api.send(api.request("createOmfConnection", "").withHeader("Request-Timeout", "0.3"))
            .expect(408);
        assertThat(lock).isNotNull();
      }
      assertThat(api.list().expect(200).path("Results")).isEmpty();
    }
  }

  @Test
  void reads_go_on_while_a_write_waits(@TempDir Path data) throws SQLException {
    try (OwnServer server = start(data)) {
      Api api = server.api();
      String id = api.createNamed("readable");
      try (Lock lock = new Lock(data)) {
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
  void storage_that_can_not_be_read_any_more_is_unavailable(@TempDir Path data)
      throws SQLException, IOException {
    try (OwnServer server = start(data)) {
      Api api = server.api();
      String id = api.createNamed("spoiled");
      spoil(data);
      for (String version : Api.CONTRACT.versions()) {
        for (Operation operation : Api.CONTRACT.operations()) {
          Api versioned = api.under(version);
          versioned.send(versioned.request(operation.id(), id)).expect(503);
        }
      }
    }
  }

  /** Writes nonsense over the database, as a broken disk would. */
  private static void spoil(Path data) throws SQLException, IOException {
    Path file = data.resolve("omf-connections.db");
    emptyLog(file);
    byte[] nonsense = new byte[(int) Files.size(file)];
    new Random(1).nextBytes(nonsense);
    Files.write(file, nonsense, StandardOpenOption.WRITE);
  }

  /** Brings what is still in the log into the file, so that the file has to be read. */
  private static void emptyLog(Path file) throws SQLException {
    for (int i = 0; i < 100; i++) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        if (result.next() && result.getInt("busy") == 0) {
          return;
        }
      }
    }
    throw new AssertionError("The log of " + file + " can't be emptied");
  }

  private static OwnServer start(Path data) {
    return OwnServer.start(
        config ->
            config
                .dataDirectory(data)
                .provisioningDelay(Duration.ZERO)
                .storageTimeout(Duration.ofMillis(200)));
  }

  /** Holds the lock that every write of SQLite needs. */
  private static final class Lock implements AutoCloseable {
    private final Connection connection;

    Lock(Path data) throws SQLException {
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
