package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.OperationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a database that several processes use: what they see, and how long they wait. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
@Timeout(120) // against hanging; says nothing about speed
class SharedDatabaseTest extends EachEngineFixture {
  @Test
  void stores_on_one_database_see_each_others_writes() {
    try (ConnectionStore one = open(STORAGE_TIMEOUT);
        ConnectionStore other = open(STORAGE_TIMEOUT)) {
      insert(one, connection("id", T0));
      claim(one, "id", "c");
      assertThat(find(other, "id", T0)).isEqualTo(connection("id", T0));

      insert(other, connection("id2", T0));
      assertThat(claim(other, "id2", "c")).containsExactly("c");
      assertThat(page(one, null, 10, T0))
          .extracting(OmfConnection::id)
          .containsExactly("id", "id2");
    }
  }

  @Test
  void data_survives_reopening() {
    try (ConnectionStore opened = open(STORAGE_TIMEOUT)) {
      insert(opened, connection("id", T0));
    }

    try (ConnectionStore opened = open(STORAGE_TIMEOUT)) {
      assertThat(find(opened, "id", T0)).isEqualTo(connection("id", T0));
    }
  }

  @Test
  void lock_longer_than_the_storage_timeout_is_a_storage_timeout() throws SQLException {
    try (ConnectionStore opened = open(Duration.ofMillis(100));
        Connection lock = testDatabase.lock()) {
      OperationException exception = exceptionOf(() -> insert(opened, connection("id", T0)));

      assertThat(exception.kind()).isEqualTo(OperationException.Kind.STORAGE_TIMED_OUT);
      assertThat(page(opened, null, 10, T0)).as("reads still work").isEmpty();
      lock.rollback();
      insert(opened, connection("id", T0));
    }
  }

  /** Tests several limits, because SQLite waits for whole milliseconds. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 2_500, 7_900, 12_700, 31_300})
  void lock_longer_than_the_deadline_is_a_request_timeout(int limitMicros) throws Exception {
    try (ConnectionStore opened = open(STORAGE_TIMEOUT);
        Connection lock = testDatabase.lock()) {
      for (int i = 0; i < 5; i++) {
        OperationException exception =
            exceptionOf(
                () ->
                    opened.write(
                        Deadline.in(Duration.ofNanos(limitMicros * 1_000L)),
                        SharedDatabaseTest::insert));
        assertThat(exception.kind()).isEqualTo(OperationException.Kind.TIMED_OUT);
      }
      lock.rollback();
    }
  }

  @Test
  void lock_that_is_released_in_time_is_waited_for() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (ConnectionStore opened = open(STORAGE_TIMEOUT);
        Connection lock = testDatabase.lock()) {
      Future<?> write = other.submit(() -> insert(opened, connection("id", T0)));
      Awaitility.await()
          .during(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !write.isDone());

      lock.rollback();

      write.get();
      assertThat(find(opened, "id", T0)).isNotNull();
    } finally {
      other.shutdownNow();
    }
  }

  private ConnectionStore open(Duration timeout) {
    return new SqlConnectionStore(testDatabase.open(), timeout);
  }

  private static Object insert(ConnectionStore.Transaction transaction) {
    transaction.insert(NAMESPACE, connection("id", T0));
    return 0;
  }
}
