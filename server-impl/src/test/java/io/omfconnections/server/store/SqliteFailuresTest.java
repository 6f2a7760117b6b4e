package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the store makes of failures of a SQLite database. */
@Timeout(60)
class SqliteFailuresTest extends ConnectionStoreFixture {
  @Test
  void read_only_database_is_unavailable_for_writes(@TempDir Path folder) throws SQLException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      try (Connection writer = database.writers().getConnection();
          Statement statement = writer.createStatement()) {
        statement.execute("PRAGMA query_only = ON");
      }

      OperationException exception = exceptionOf(() -> insert(store, connection("id2", T0)));

      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
      assertThat(find(store, "id", T0)).isNotNull();
    }
  }

  /** A look-up must not go on trying. */
  @Test
  void row_without_its_access_control_list_is_a_defect() throws SQLException {
    SqliteDatabase database = SqliteDatabase.inMemory();
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      try (Connection writer = database.writers().getConnection();
          Statement statement = writer.createStatement()) {
        statement.execute("PRAGMA foreign_keys = OFF");
        statement.execute("DELETE FROM access_control_list");
      }

      assertThatThrownBy(() -> lookUp(store, "id"))
          .isInstanceOf(AccessControlLists.RemovedException.class);
    }
  }

  @Test
  void damaged_database_is_unavailable(@TempDir Path folder) throws IOException {
    try (ConnectionStore store =
        new SqlConnectionStore(SqliteDatabase.inFolder(folder), STORAGE_TIMEOUT)) {
      for (int i = 0; i < 1_000; i++) {
        insert(store, connection("id" + i, T0));
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("omf-connections.db").toFile(), "rw")) {
      byte[] garbage = new byte[4096];
      new Random(1).nextBytes(garbage);
      for (long at = file.length() / 2; at < file.length(); at += garbage.length) {
        file.seek(at);
        file.write(garbage);
      }
    }

    try (ConnectionStore store =
        new SqlConnectionStore(SqliteDatabase.inFolder(folder), STORAGE_TIMEOUT)) {
      assertThat(exceptionOf(() -> page(store, null, 1000, T0)).kind())
          .isEqualTo(OperationException.Kind.UNAVAILABLE);
    }
  }
}
