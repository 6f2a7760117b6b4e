package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.http.NoResponseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every acknowledged change survives {@code kill -9}.
 *
 * <p>{@code -Dcontract.kills=20} kills the server 20 times instead of three.
 */
@Tag("slow")
@ServiceSuite
class DurabilityTest {
  private static final int KILLS = Integer.getInteger("contract.kills", 3);
  private static final int WRITERS = 4;

  // The list must contain all connections; this many are verified one by one, four requests each.
  private static final int SAMPLE = 30;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void acknowledged_connections_are_intact_after_each_kill(TestServers servers, @TempDir Path data)
      throws Exception {
    Map<String, JsonNode> acknowledged = new ConcurrentHashMap<>();
    Set<String> deleted = ConcurrentHashMap.newKeySet();
    Random random = new Random(20_261_122);
    for (int kill = 0; kill < KILLS; kill++) {
      int before = acknowledged.size();
      try (ServerProcess server = servers.startProcess(data)) {
        Api api = server.api();
        verify(api, acknowledged, deleted);
        writeUntilKilled(server, api, acknowledged, deleted, random.nextInt(300));
      }
      // A kill before the first acknowledged change would prove nothing.
      assertThat(acknowledged.size()).isGreaterThan(before);
    }
    try (ServerProcess server = servers.startProcess(data)) {
      verify(server.api(), acknowledged, deleted);
    }
  }

  private static void writeUntilKilled(
      ServerProcess server,
      Api api,
      Map<String, JsonNode> acknowledged,
      Set<String> deleted,
      int extraMillis)
      throws InterruptedException, ExecutionException {
    CountDownLatch writing = new CountDownLatch(WRITERS * 5);
    ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers.add(executor.submit(() -> write(api, acknowledged, deleted, writing, writer)));
    }
    boolean started = writing.await(60, TimeUnit.SECONDS);
    Thread.sleep(extraMillis);
    server.kill();
    executor.shutdown();
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(started).isTrue();
  }

  /** Creates connections and deletes every fifth one, until the server is killed. */
  private static void write(
      Api api,
      Map<String, JsonNode> acknowledged,
      Set<String> deleted,
      CountDownLatch writing,
      int writer) {
    try {
      for (int i = 0; ; i++) {
        ApiResponse response =
            api.create(
                Bodies.connection(
                    "writer " + writer + ", " + i,
                    "x".repeat(i % 1_000),
                    List.of(Bodies.newClient(), Bodies.newClient())));
        JsonNode connection = response.expect(202);
        String id = connection.path("Id").asText();
        acknowledged.put(id, connection);
        writing.countDown();
        if (i % 5 == 4) {
          // Until the deletion is acknowledged, the connection may exist or not: ignore it.
          JsonNode kept = acknowledged.remove(id);
          assertThat(kept).isNotNull();
          api.delete(id).expect(202);
          deleted.add(id);
        }
      }
    } catch (NoResponseException e) {
      // The server was killed.
    }
  }

  private static void verify(Api api, Map<String, JsonNode> acknowledged, Set<String> deleted) {
    Map<String, JsonNode> listed = new HashMap<>();
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      listed.put(connection.path("Id").asText(), connection);
    }
    assertThat(acknowledged.keySet()).isSubsetOf(listed.keySet());
    assertThat(deleted).noneMatch(listed::containsKey);
    int verified = 0;
    for (Map.Entry<String, JsonNode> entry : acknowledged.entrySet()) {
      String id = entry.getKey();
      JsonNode found = Objects.requireNonNull(listed.get(id));
      for (String property : List.of("Id", "Name", "Description", "CreatedDate", "ClientIds")) {
        assertThat(found.path(property)).isEqualTo(entry.getValue().path(property));
      }
      if (verified++ < SAMPLE) {
        assertIntact(api, id, entry.getValue());
      }
    }
    deleted.stream().limit(SAMPLE).forEach(id -> api.get(id).expect(404));
  }

  private static void assertIntact(Api api, String id, JsonNode connection) {
    api.get(id).expect(200);
    assertThat(api.owner(id).expect(200).path("ObjectId").asText()).isEqualTo(api.caller().id());
    JsonNode list = api.accessControlList(id).expect(200);
    assertThat(list.path("RoleTrusteeAccessControlEntries")).isNotEmpty();
    // Its client identifiers are still taken.
    String client = connection.path("ClientIds").path(1).asText();
    api.create(Bodies.connectionFor(client)).expect(400);
  }
}
