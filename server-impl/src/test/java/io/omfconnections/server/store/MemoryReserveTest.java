package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that a database in memory has a maximum size, and leaves room for deletes. */
@Timeout(60)
class MemoryReserveTest extends ConnectionStoreFixture {
  private static final long SIZE = 8 << 20;

  /** About 100 KB for each connection. */
  private static final List<String> CLIENT_IDS = clientIds("x".repeat(1_000), 100);

  private final List<Connection> opened = new ArrayList<>();
  private final SqliteDatabase database = SqliteDatabase.inMemory(SIZE);

  @Test
  void full_database_allows_deletes_only_and_then_changes_again() throws Exception {
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      int inserted = fill(store);
      assertThat(inserted).as("most of the size is used").isBetween(50, 80);
      assertThat(size()).isBetween(SIZE * 3 / 4, SIZE);

      OperationException exception = exceptionOf(() -> insert(store, connection("another", T0)));
      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
      assertThat(exception.reason()).contains("nearly full").contains("Nothing was changed");
      assertThat(rows(database, "omf_connection")).isEqualTo(inserted);

      for (int i = 0; i < inserted; i++) {
        String id = "id" + i;
        write(
            store,
            transaction -> {
              transaction.delete(NAMESPACE, id, T0);
              return 0;
            });
      }
      boolean more = true;
      while (more) {
        more = write(store, transaction -> transaction.purge(T0));
      }
      assertThat(rows(database, "omf_connection")).isZero();

      assertThat(fill(store)).as("the space is used again").isBetween(inserted - 2, inserted + 2);
    }
  }

  @Test
  void connections_open_while_a_transaction_writes() throws Exception {
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      write(
          store,
          transaction -> {
            transaction.insert(NAMESPACE, connection("id", T0));
            for (int i = 0; i < database.maxReaders(); i++) {
              // Waits for a connection for two seconds.
              assertThatCode(() -> opened.add(database.readers().getConnection()))
                  .doesNotThrowAnyException();
            }
            return 0;
          });
    } finally {
      for (Connection connection : opened) {
        connection.close();
      }
    }
  }

  @Test
  void write_that_exceeds_the_size_is_undone_and_unavailable() throws Exception {
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      OmfConnection large =
          withContent(connection("large", T0), clientIds("x".repeat(1_000), 9_000), list("x", 1));

      OperationException exception = exceptionOf(() -> insert(store, large));

      assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
      assertThat(exception.reason()).isEqualTo("Storage is not available. Nothing was changed.");
      assertThat(page(store, null, 10, T0)).isEmpty();
      insert(store, connection("small", T0));
      assertThat(find(store, "small", T0)).isEqualTo(connection("small", T0));
    }
  }

  @Test
  void no_connection_exceeds_the_size() throws Exception {
    try (database;
        Connection writer = database.writers().getConnection();
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE large (content BLOB)");
      assertThatThrownBy(
              () -> statement.execute("INSERT INTO large VALUES (zeroblob(" + SIZE + "))"))
          .hasMessageContaining("full");
    }
  }

  /** Inserts connections until that fails, and returns their number. */
  private static int fill(ConnectionStore store) {
    for (int i = 0; i < 1_000; i++) {
      OmfConnection next = withContent(connection("id" + i, T0), CLIENT_IDS, list("x", 1));
      try {
        insert(store, next);
      } catch (OperationException e) {
        return i;
      }
    }
    throw new AssertionError("the size is not limited");
  }

  private long size() throws Exception {
    try (Connection reader = database.readers().getConnection();
        Statement statement = reader.createStatement();
        var row = statement.executeQuery("PRAGMA page_count")) {
      row.next();
      return row.getLong(1) * SqliteDatabase.PAGE_SIZE;
    }
  }
}
