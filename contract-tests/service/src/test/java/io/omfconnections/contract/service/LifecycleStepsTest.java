package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Each step of a connection's life takes the time that is configured, with time in our own hands.
 */
@ContractSuite
class LifecycleStepsTest {
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final Duration ALMOST = STEP.minusSeconds(30);
  private static final Duration REST = Duration.ofSeconds(31);

  @Test
  void each_step_takes_its_time() {
    AdjustableClock clock = new AdjustableClock();
    try (OwnServer server =
        OwnServer.start(
            config -> config.clock(clock).provisioningDelay(STEP).deletionDelay(STEP))) {
      Api api = server.api();
      String client = Bodies.newClient();
      String id = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(ALMOST);
      hasState(api, id, "Creating");
      clock.advance(REST);
      hasState(api, id, "Active");
      clock.advance(STEP);
      hasState(api, id, "Active");

      api.delete(id).expect(202);
      clock.advance(ALMOST);
      hasState(api, id, "Deleting");
      // Its client is not free before it is gone.
      JsonNode error = api.create(Bodies.connectionFor(client)).expect(400);
      assertThat(error.path("Parameters").toString()).contains(client);
      clock.advance(REST);
      api.get(id).expect(404);
      assertThat(api.lists(id)).isFalse();
      api.create(Bodies.connectionFor(client)).expect(202);
    }
  }

  @Test
  void what_is_being_created_can_be_read_updated_and_deleted() {
    try (OwnServer server = OwnServer.start(config -> config.provisioningDelay(STEP))) {
      Api api = server.api();
      String id = api.create(Bodies.connection("early")).expect(202).path("Id").asText();
      hasState(api, id, "Creating");
      JsonNode updated = api.update(id, Bodies.connection("changed")).expect(200);
      assertThat(updated.path("State").asText()).isEqualTo("Creating");
      api.accessControlList(id).expect(200);
      api.owner(id).expect(200);
      assertThat(api.delete(id).expect(202).path("State").asText()).isEqualTo("Deleting");
      hasState(api, id, "Deleting");
    }
  }

  @Test
  void what_is_being_deleted_can_be_read_and_deleted_again_but_not_updated() {
    AdjustableClock clock = new AdjustableClock();
    try (OwnServer server =
        OwnServer.start(
            config -> config.clock(clock).provisioningDelay(Duration.ZERO).deletionDelay(STEP))) {
      Api api = server.api();
      String id = api.createNamed("late");
      JsonNode deleted = api.delete(id).expect(202);
      JsonNode error = api.update(id, Bodies.connection("changed")).expect(400);
      assertThat(error.path("Parameters").isEmpty()).isFalse();
      assertThat(api.get(id).expect(200)).isEqualTo(deleted);
      clock.advance(ALMOST);
      assertThat(api.delete(id).expect(202)).isEqualTo(deleted);
      // Asking again does not start the deletion again.
      clock.advance(REST);
      api.get(id).expect(404);
    }
  }

  @Test
  void with_delays_of_zero_each_step_is_done_at_the_next_look() {
    try (OwnServer server =
        OwnServer.start(
            config -> config.provisioningDelay(Duration.ZERO).deletionDelay(Duration.ZERO))) {
      Api api = server.api();
      String client = Bodies.newClient();
      for (int i = 0; i < 20; i++) {
        JsonNode created = api.create(Bodies.connectionFor(client)).expect(202);
        assertThat(created.path("State").asText()).isEqualTo("Creating");
        String id = created.path("Id").asText();
        hasState(api, id, "Active");
        assertThat(api.delete(id).expect(202).path("State").asText()).isEqualTo("Deleting");
        api.get(id).expect(404);
      }
    }
  }

  @Test
  void with_real_time_each_step_takes_its_time() {
    Duration step = Duration.ofMillis(700);
    try (OwnServer server =
        OwnServer.start(config -> config.provisioningDelay(step).deletionDelay(step))) {
      Api api = server.api();
      Instant start = Instant.now();
      String id = api.createActive(Bodies.connection("real"));
      assertThat(Duration.between(start, Instant.now())).isBetween(step, step.multipliedBy(10));
      start = Instant.now();
      api.delete(id).expect(202);
      api.awaitGone(id);
      assertThat(Duration.between(start, Instant.now())).isBetween(step, step.multipliedBy(10));
    }
  }

  private static void hasState(Api api, String id, String state) {
    assertThat(api.get(id).expect(200).path("State").asText()).isEqualTo(state);
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      if (connection.path("Id").asText().equals(id)) {
        assertThat(connection.path("State").asText()).isEqualTo(state);
        return;
      }
    }
    throw new AssertionError("The list lacks " + id);
  }
}
