package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.http.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Requests beyond the configured number of concurrent requests get 503 at once. The server recovers
 * when requests finish or their clients disconnect.
 */
@ServiceSuite
class OverloadTest {
  private static final int MAX_REQUESTS = 4;

  /** How many of them one tenant can have. */
  private static final int SHARE = 3;

  private static final Duration PAUSE = Duration.ofMillis(20);

  @Test
  void every_operation_is_503_while_storage_blocks_other_requests(TestServers servers)
      throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofSeconds(60));
    ExecutorService others = Executors.newFixedThreadPool(SHARE);
    CountDownLatch release = new CountDownLatch(1);
    try (InProcessServer server =
        servers.start(
            config -> config.provisioningDelay(Duration.ZERO).maxConcurrentRequests(MAX_REQUESTS),
            store)) {
      Api api = server.api();
      String id = api.createNamed("busy");
      CountDownLatch held = new CountDownLatch(SHARE);
      store.inEachTransaction(
          () -> {
            held.countDown();
            waitFor(release);
          });
      List<Future<ApiResponse>> waiting = new ArrayList<>();
      for (int i = 0; i < SHARE; i++) {
        waiting.add(others.submit(() -> getOnceAccepted(api, id)));
      }
      held.await();

      assertAllRejected(api, id);
      // The response does not wait for the end of a long body.
      api.create(Bodies.connection("x", "x", Collections.nCopies(20_000, "c".repeat(100))))
          .expect(503);

      release.countDown();
      for (Future<ApiResponse> response : waiting) {
        response.get().expect(200);
      }
      awaitRecovery(api);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      AllOperations.expectSuccess(api, id);
    } finally {
      release.countDown();
      others.shutdown();
    }
  }

  @Test
  void other_tenant_is_served_while_one_tenant_has_its_share(TestServers servers) throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofSeconds(60));
    ExecutorService others = Executors.newFixedThreadPool(SHARE);
    CountDownLatch release = new CountDownLatch(1);
    try (InProcessServer server =
        servers.start(
            config -> config.provisioningDelay(Duration.ZERO).maxConcurrentRequests(MAX_REQUESTS),
            store)) {
      Api api = server.api();
      Api other =
          api.as(TestTenants.OTHER_ADMINISTRATOR)
              .in(TestTenants.OTHER_TENANT, TestTenants.NAMESPACE);
      other.list().expect(200);
      String id = api.createNamed("busy");
      CountDownLatch held = new CountDownLatch(SHARE);
      store.inEachTransaction(
          () -> {
            if (held.getCount() > 0) {
              held.countDown();
              waitFor(release);
            }
          });
      List<Future<ApiResponse>> waiting = new ArrayList<>();
      for (int i = 0; i < SHARE; i++) {
        waiting.add(others.submit(() -> getOnceAccepted(api, id)));
      }
      held.await();

      assertThat(api.get(id).expect(503).path("Reason").asText()).contains("of the same tenant");
      for (int i = 0; i < 3; i++) {
        // The previous request is in progress until a moment after its response.
        await().until(() -> other.list().status() == 200);
      }

      release.countDown();
      for (Future<ApiResponse> response : waiting) {
        response.get().expect(200);
      }
      awaitRecovery(api);
    } finally {
      release.countDown();
      others.shutdown();
    }
  }

  @Test
  void every_operation_is_served_while_other_requests_send_slow_bodies(TestServers servers)
      throws Exception {
    int slow = 10 * MAX_REQUESTS;
    ExecutorService others = Executors.newCachedThreadPool();
    try (InProcessServer server =
        servers.start(
            config ->
                config.provisioningDelay(Duration.ZERO).maxConcurrentRequests(MAX_REQUESTS))) {
      Api api = server.api();
      String id = api.createNamed("not delayed");
      Request request = api.request("createOmfConnection", "");
      List<Future<ApiResponse>> responses = new ArrayList<>();
      for (int i = 0; i < slow; i++) {
        responses.add(others.submit(() -> api.send(request, Delivery.trickling(5_000, PAUSE))));
      }
      // A request has its place while its head is processed. Heads that arrive together can be too
      // many, so wait until they have been processed.
      for (int i = 0; i < slow; i++) {
        awaitRecovery(api);
      }

      AllOperations.expectSuccess(api, id);

      // More than there are places were in progress meanwhile, since the server ends a slow body
      // after some seconds only.
      List<Integer> statuses = new ArrayList<>();
      for (Future<ApiResponse> response : responses) {
        statuses.add(response.get().status());
      }
      assertThat(statuses).isSubsetOf(408, 503);
      assertThat(statuses).filteredOn(status -> status == 408).hasSizeGreaterThan(MAX_REQUESTS);
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void burst_of_120_requests_is_served_by_default(TestServers servers) {
    try (InProcessServer server =
        servers.start(config -> config.provisioningDelay(Duration.ZERO))) {
      Api api = server.api();
      api.list().expect(200);
      ConcurrentRunner.run(
          120,
          i ->
              () -> {
                api.list().expect(200);
                return api.create(Bodies.connection("burst " + i)).expect(202);
              });
      assertThat(api.list().expect(200).path("Results")).hasSize(120);
    }
  }

  /** The previous request is in progress until a moment after its response. */
  private static ApiResponse getOnceAccepted(Api api, String id) {
    ApiResponse response;
    do {
      response = api.get(id);
    } while (response.status() == 503);
    return response;
  }

  private static void assertAllRejected(Api api, String id) {
    List<ApiResponse> responses = AllOperations.expect(api, id, 503, 503);
    assertThat(responses).hasSize(26);
    for (ApiResponse response : responses) {
      assertThat(response.header("Retry-After")).isEqualTo("5");
      assertThat(response.json().path("Parameters").has("requests")).isTrue();
    }
  }

  /** The server notices the end of a request shortly after its response or disconnect. */
  private static void awaitRecovery(Api api) {
    await().atMost(Duration.ofSeconds(30)).until(() -> api.list().status() != 503);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
