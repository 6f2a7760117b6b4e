package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.service.ChangeHistory.KnownConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Acknowledged changes survive {@code kill -9} of the server and a crash of the database; changes
 * without a response have happened completely or not at all; and no client id stays in use.
 *
 * <p>{@code -Dcontract.kills=200} kills the server 200 times instead of 20.
 */
@Tag("slow")
@ServiceSuite
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CrashTest {
  private static final int KILLS = Integer.getInteger("contract.kills", 20);
  private static final int CLIENTS = 6;

  /** A crash before the first acknowledged changes would prove nothing. */
  private static final int CHANGES_BEFORE_CRASH = 20;

  private final Random random = new Random(20_261_129);
  private final ChangeHistory history = new ChangeHistory();
  private List<KnownConnection> existing = List.of();

  @Test
  void changes_survive_kills_with_sqlite(TestServers servers, @TempDir Path data) throws Exception {
    killOften(() -> ServerProcess.start(data.toString(), servers.recorder()));
  }

  @Test
  void changes_survive_kills_with_postgresql(TestServers servers, @TempDir Path data)
      throws Exception {
    try (DurablePostgres database = new DurablePostgres(data)) {
      killOften(() -> ServerProcess.start(database.url(), servers.recorder()));
    }
  }

  private void killOften(Supplier<ServerProcess> starter) throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = starter.get()) {
        existing = history.verify(server.api(), random);
        try (Changes changes = new Changes(server::api)) {
          changes.awaitMore();
          Thread.sleep(random.nextInt(300)); // not a wait: the kill comes at any moment
          server.kill();
        }
      }
    }
    try (ServerProcess server = starter.get()) {
      history.verify(server.api(), random);
    }
  }

  @Test
  void two_servers_survive_the_kill_of_one_and_a_crash_of_their_database(
      TestServers servers, @TempDir Path data) throws Exception {
    List<ServerProcess> running = new CopyOnWriteArrayList<>();
    try (DurablePostgres database = new DurablePostgres(data)) {
      Supplier<ServerProcess> starter =
          () -> ServerProcess.start(database.url(), servers.recorder());
      running.add(starter.get());
      running.add(starter.get());
      AtomicInteger requests = new AtomicInteger();
      try (Changes changes = new Changes(() -> running.get(requests.incrementAndGet() & 1).api())) {
        changes.awaitMore();
        running.get(0).kill();
        changes.awaitMore();
        running.set(0, starter.get());
        changes.awaitMore();

        database.crash();
        for (ServerProcess server : running) {
          Awaitility.await()
              .atMost(30, TimeUnit.SECONDS)
              .untilAsserted(() -> assertUnavailable(server.api().list()));
        }
        database.restart();
        changes.awaitMore();
      }

      for (ServerProcess server : running) {
        existing = history.verify(server.api(), random);
      }
    } finally {
      running.forEach(ServerProcess::close);
    }
  }

  private static void assertUnavailable(ApiResponse response) {
    response.expect(503);
    assertThat(response.header("Retry-After")).isNotEmpty();
  }

  /** Clients that change connections until this is closed. */
  private final class Changes implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Future<?>> clients = new ArrayList<>();

    Changes(Supplier<Api> apis) {
      for (int i = 0; i < CLIENTS; i++) {
        List<KnownConnection> mine = new ArrayList<>();
        for (int k = i; k < existing.size(); k += CLIENTS) {
          mine.add(existing.get(k));
        }
        clients.add(
            threads.submit(
                new ChangingClient(
                    history, mine, apis, new Random(random.nextLong()), stopped::get)));
      }
    }

    /** Waits until more changes have been acknowledged. */
    void awaitMore() {
      int before = history.acknowledgedChanges();
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () -> {
                for (Future<?> client : clients) {
                  if (client.isDone()) {
                    client.get(); // throws what it has found
                  }
                }
                return history.acknowledgedChanges() >= before + CHANGES_BEFORE_CRASH;
              });
    }

    @Override
    public void close() throws ExecutionException {
      stopped.set(true);
      threads.shutdown();
      try {
        for (Future<?> client : clients) {
          client.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
