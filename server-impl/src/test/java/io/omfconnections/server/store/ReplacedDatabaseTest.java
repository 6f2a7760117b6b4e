package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that nothing is acknowledged once the database file has been replaced or removed. */
@Timeout(60)
class ReplacedDatabaseTest extends ConnectionStoreFixture {
  @TempDir private Path folder;

  @TempDir private Path backupFolder;

  private Path file;
  private Path backup;

  @BeforeEach
  void createBackup() {
    file = folder.resolve("omf-connections.db");
    backup = backupFolder.resolve("omf-connections.db");
    inFolder(backupFolder).close();
  }

  @Test
  void requests_fail_after_the_file_was_replaced() throws IOException {
    try (ConnectionStore store = inFolder(folder)) {
      insert(store, connection("before", T0));

      replaceFile();

      assertUnavailable(() -> insert(store, connection("after", T0)));
      assertUnavailable(() -> find(store, "before", T0));
    }
  }

  @Test
  void reads_fail_soon_after_the_file_was_replaced() throws IOException {
    try (ConnectionStore store = inFolder(folder)) {
      insert(store, connection("before", T0));

      replaceFile();

      await().untilAsserted(() -> assertUnavailable(() -> find(store, "before", T0)));
    }
  }

  @Test
  void look_ups_fail_soon_after_the_file_was_replaced() throws IOException {
    try (ConnectionStore store = inFolder(folder)) {
      insert(store, connection("before", T0));

      replaceFile();

      await().untilAsserted(() -> assertUnavailable(() -> lookUp(store, "before")));
    }
  }

  @Test
  void write_fails_if_the_file_is_replaced_before_the_commit() {
    try (ConnectionStore store = inFolder(folder)) {
      assertUnavailable(
          () ->
              write(
                  store,
                  transaction -> {
                    transaction.insert(NAMESPACE, connection("id", T0));
                    replaceFile();
                    return 0;
                  }));
    }
  }

  @Test
  void removed_file_is_not_created_again() throws IOException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("before", T0));

      Files.delete(file);
      closeIdleConnections(database);

      assertUnavailable(() -> find(store, "before", T0));
      assertUnavailable(() -> insert(store, connection("after", T0)));
      assertThat(file).doesNotExist();
    }
  }

  /** Its log belongs to the original: SQLite would apply it to the other database. */
  @Test
  void other_database_in_place_of_the_file_is_not_opened() throws IOException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    byte[] before = Files.readAllBytes(backup);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("before", T0));
      closeIdleConnections(database);

      replaceFile();

      assertUnavailable(() -> find(store, "before", T0));
    }
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void waiting_for_a_connection_of_the_pool_takes_seconds_at_most() throws SQLException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, Duration.ofMillis(100));
        Connection onlyOne = database.writers().getConnection()) {
      long start = System.nanoTime();

      assertUnavailable(() -> insert(store, connection("id", T0)));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      assertThat(onlyOne.isClosed()).isFalse();
    }
  }

  private static void closeIdleConnections(SqliteDatabase database) {
    for (Object pool : List.of(database.readers(), database.writers())) {
      ((HikariDataSource) pool).getHikariPoolMXBean().softEvictConnections();
    }
  }

  private void replaceFile() {
    try {
      Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertUnavailable(ThrowingCallable operation) {
    OperationException exception = catchThrowableOfType(OperationException.class, operation);
    assertThat(exception).isNotNull();
    assertThat(exception.kind()).isEqualTo(OperationException.Kind.UNAVAILABLE);
  }

  private static ConnectionStore inFolder(Path folder) {
    return new SqlConnectionStore(SqliteDatabase.inFolder(folder), STORAGE_TIMEOUT);
  }
}
