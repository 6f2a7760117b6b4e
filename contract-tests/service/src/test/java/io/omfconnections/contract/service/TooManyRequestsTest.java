package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Together;
import io.omfconnections.contract.http.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/**
 * What comes while all places are taken gets 503 at once, and is served when there is one again.
 */
@ContractSuite
class TooManyRequestsTest {
  private static final int PLACES = 4;
  private static final Duration HELD_BACK = Duration.ofMillis(20);

  @Test
  void every_operation_is_refused_while_storage_holds_up_others() throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofSeconds(60));
    ExecutorService others = Executors.newFixedThreadPool(PLACES);
    CountDownLatch release = new CountDownLatch(1);
    try (OwnServer server =
        OwnServer.start(
            config -> config.provisioningDelay(Duration.ZERO).maxConcurrentRequests(PLACES),
            store)) {
      Api api = server.api();
      String id = api.createNamed("busy");
      CountDownLatch held = new CountDownLatch(PLACES);
      store.inEachTransaction(
          () -> {
            held.countDown();
            await(release);
          });
      List<Future<Answer>> waiting = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        waiting.add(others.submit(() -> api.get(id)));
      }
      held.await();

      everythingIsRefused(api, id);
      // A body is not waited for, however long it is.
      api.create(Bodies.connection("x", "x", Collections.nCopies(20_000, "c".repeat(100))))
          .expect(503);

      release.countDown();
      for (Future<Answer> answer : waiting) {
        answer.get().expect(200);
      }
      isWellAgain(api);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      EveryOperation.isDone(api, id);
    } finally {
      release.countDown();
      others.shutdown();
    }
  }

  @Test
  void every_operation_is_refused_while_others_hold_back_their_bodies() throws Exception {
    ExecutorService others = Executors.newCachedThreadPool();
    try (OwnServer server =
        OwnServer.start(
            config ->
                config
                    .provisioningDelay(Duration.ZERO)
                    .requestTimeout(Duration.ofMinutes(2))
                    .maxConcurrentRequests(PLACES))) {
      Api api = server.api();
      String id = api.createNamed("busy");
      // One more than there are places, none of which is given back: exactly one is refused.
      LinkedBlockingQueue<Answer> answered = new LinkedBlockingQueue<>();
      for (int i = 0; i <= PLACES; i++) {
        Request request = api.request("createOmfConnection", "");
        // Whoever is made to hang up gets no answer.
        Future<?> unused =
            others.submit(
                () -> answered.add(api.send(request, Delivery.trickling(5_000, HELD_BACK))));
      }
      answered.take().expect(503);

      everythingIsRefused(api, id);

      // Callers who hang up give their places back.
      others.shutdownNow();
      isWellAgain(api);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      EveryOperation.isDone(api, id);
      assertThat(answered).isEmpty();
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void an_ordinary_burst_is_served() {
    try (OwnServer server = OwnServer.start(config -> config.provisioningDelay(Duration.ZERO))) {
      Api api = server.api();
      api.list().expect(200);
      Together.run(
          150,
          i ->
              () -> {
                api.list().expect(200);
                return api.create(Bodies.connection("burst " + i)).expect(202);
              });
      assertThat(api.list().expect(200).path("Results")).hasSize(150);
    }
  }

  private static void everythingIsRefused(Api api, String id) {
    List<Answer> answers = EveryOperation.answer(api, id, 503, 503);
    assertThat(answers).hasSize(26);
    for (Answer answer : answers) {
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.json().path("Parameters").has("requests")).isTrue();
    }
  }

  /** A place is free a moment after the answer that it was taken for, or after the hang-up. */
  private static void isWellAgain(Api api) {
    Instant patience = Instant.now().plusSeconds(30);
    while (api.list().status() == 503) {
      assertThat(Instant.now()).isBefore(patience);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
