package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OmfConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the write-ahead log does not grow without limit. */
@Timeout(120)
class WriteAheadLogTest extends ConnectionStoreFixture {
  private static final long MAX_SIZE = 1024 * 1024;
  private static final int WRITE_SIZE = 200_000;

  @TempDir Path folder;

  @Test
  void log_is_emptied_beside_overlapping_readers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ConnectionStore store =
        new SqlConnectionStore(
            SqliteDatabase.inFolder(folder, MAX_SIZE, DiskReserve.in(folder)), STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      OverlappingReaders readers = new OverlappingReaders(store);
      List<Future<?>> running =
          List.of(threads.submit(() -> readers.run(0)), threads.submit(() -> readers.run(1)));

      awaitEmptied(store);

      readers.stop();
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Tag("slow")
  @Test
  void write_succeeds_although_a_reader_does_not_end_and_log_is_emptied_later() throws Exception {
    try (ConnectionStore store =
        new SqlConnectionStore(
            SqliteDatabase.inFolder(folder, MAX_SIZE, DiskReserve.in(folder)), STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      try (Connection reader =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("omf-connections.db"));
          Statement statement = reader.createStatement()) {
        statement.execute("BEGIN");
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM omf_connection")) {
          assertThat(row.next()).isTrue();
        }
        for (int i = 0; i < 20; i++) {
          write(store, i);
        }
        assertThat(logSize()).isGreaterThan(MAX_SIZE);
      }

      awaitEmptied(store);
    }
  }

  /** Writes more than the log may hold, and goes on until the log has been emptied. */
  private void awaitEmptied(ConnectionStore store) throws IOException {
    long largest = 0;
    for (int i = 0; i < 20; i++) {
      write(store, i);
      largest = Math.max(largest, logSize());
    }
    assertThat(largest).isGreaterThan(MAX_SIZE / 2);
    // A failed attempt to empty the log is repeated after a pause.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              write(store, 99);
              assertThat(logSize()).isLessThan(MAX_SIZE / 2);
            });
  }

  /** Two threads that read, so that each transaction ends only after the next one has begun. */
  private static final class OverlappingReaders {
    private final ConnectionStore store;
    private int begun;
    private boolean stopped;

    OverlappingReaders(ConnectionStore store) {
      this.store = store;
    }

    /** Runs every second transaction, beginning with the given one. */
    void run(int first) {
      for (int number = first; awaitBegun(number); number += 2) {
        int next = number + 1;
        store.read(
            deadline(),
            transaction -> {
              transaction.find(NAMESPACE, "id", T0);
              begin(next);
              return awaitBegun(next + 1);
            });
      }
    }

    private synchronized void begin(int number) {
      begun = number;
      notifyAll();
    }

    private synchronized boolean awaitBegun(int number) {
      while (begun < number && !stopped) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return !stopped;
    }

    synchronized void stop() {
      stopped = true;
      notifyAll();
    }
  }

  private static void write(ConnectionStore store, int i) {
    // SQLite does not write the pages of a row that stay the same.
    String content = Character.toString('a' + i % 26).repeat(WRITE_SIZE);
    OmfConnection large = withContent(connection("id", T0), List.of(content), list("same", 1));
    write(
        store,
        transaction -> {
          transaction.update(NAMESPACE, large);
          return 0;
        });
  }

  private long logSize() throws IOException {
    Path log = folder.resolve("omf-connections.db-wal");
    return Files.exists(log) ? Files.size(log) : 0;
  }
}
