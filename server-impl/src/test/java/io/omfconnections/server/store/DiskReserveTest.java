package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a disk that is nearly full leaves room for deletes. */
class DiskReserveTest extends ConnectionStoreFixture {
  private static final long SIZE = 10_000_000;

  @TempDir private Path folder;

  private long free = SIZE;

  @Test
  void nearly_full_disk_allows_deletes_only() throws Exception {
    OmfConnection connection = connection("id", T0);
    Map<String, Consumer<Transaction>> changes =
        Map.of(
            "insert", t -> t.insert(NAMESPACE, connection("new", T0)),
            "update", t -> t.update(NAMESPACE, withContent(connection, List.of(), list("x", 1))),
            "owner",
                t ->
                    t.updateOwner(NAMESPACE, "id", new Trustee(TrusteeType.USER, "user", "tenant")),
            "list", t -> t.updateAccessControlList(NAMESPACE, "id", list("x", 1)),
            "collection", t -> t.putCollectionAccessControlList(NAMESPACE, list("x", 1)));

    try (ConnectionStore store = open()) {
      insert(store, connection);
      claim(store, "id", "c");
      free = SIZE - 100_000; // more than what the migrations have left in the file

      changes.forEach(
          (name, change) -> {
            OperationException exception = exceptionOf(() -> run(store, change));
            assertThat(exception.kind()).as(name).isEqualTo(OperationException.Kind.UNAVAILABLE);
            assertThat(exception.reason()).contains("nearly full");
          });
      assertThat(find(store, "id", T0)).isEqualTo(connection);

      run(store, t -> t.delete(NAMESPACE, "id", T0));
      run(store, t -> assertThat(t.purge(T0)).isFalse());

      assertThat(page(store, null, 10, T0)).isEmpty();
    }
    try (SqliteDatabase database = SqliteDatabase.inFolder(folder)) {
      assertThat(rows(database, "omf_connection")).isZero();
    }
  }

  @Test
  void space_that_deleted_data_has_left_is_used_again() {
    List<String> clientIds = clientIds("x".repeat(1_000), 3_000);
    try (ConnectionStore store = open()) {
      insert(store, withContent(connection("large", T0), clientIds, list("x", 1)));
      free = SIZE - 2_000_000;
      assertThat(exceptionOf(() -> insert(store, connection("new", T0))).reason())
          .contains("nearly full");

      run(store, t -> t.delete(NAMESPACE, "large", T0));
      run(store, t -> assertThat(t.purge(T0)).isFalse());

      insert(store, connection("new", T0));
      free = SIZE / 2 - 1;
      assertThat(exceptionOf(() -> insert(store, connection("newer", T0))).reason())
          .as("no room for the log")
          .contains("nearly full");
    }
  }

  @Test
  void reserve_is_an_eighth_of_a_small_disk_and_empty_if_the_size_is_unknown() throws Exception {
    assertThat(DiskReserve.of(() -> 0, 1L << 40).size()).isEqualTo(128L << 20);
    assertThat(DiskReserve.of(() -> 0, 80_000_000).size()).isEqualTo(10_000_000);
    try (SqliteDatabase database =
            SqliteDatabase.inFolder(folder, WriteAheadLog.MAX_SIZE, DiskReserve.of(() -> 0, 0));
        ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
    }
  }

  private ConnectionStore open() {
    return new SqlConnectionStore(
        SqliteDatabase.inFolder(folder, WriteAheadLog.MAX_SIZE, new DiskReserve(() -> free, SIZE)),
        STORAGE_TIMEOUT);
  }

  private static void run(ConnectionStore store, Consumer<Transaction> change) {
    write(
        store,
        transaction -> {
          change.accept(transaction);
          return 0;
        });
  }
}
