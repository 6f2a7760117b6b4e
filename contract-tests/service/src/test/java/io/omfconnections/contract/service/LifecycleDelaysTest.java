package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Creation and deletion of a connection take as long as configured. */
@ServiceSuite
class LifecycleDelaysTest {
  private static final Duration DELAY = Duration.ofMinutes(10);
  private static final Duration ALMOST = DELAY.minusSeconds(30);
  private static final Duration REST = Duration.ofSeconds(31);

  @Test
  void creation_and_deletion_take_the_configured_time(TestServers servers) {
    AdjustableClock clock = new AdjustableClock();
    try (InProcessServer server =
        servers.start(
            config -> config.clock(clock).provisioningDelay(DELAY).deletionDelay(DELAY))) {
      Api api = server.api();
      String client = Bodies.newClient();
      String id = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(ALMOST);
      assertState(api, id, "Creating");
      clock.advance(REST);
      assertState(api, id, "Active");
      clock.advance(DELAY);
      assertState(api, id, "Active");

      api.delete(id).expect(202);
      clock.advance(ALMOST);
      assertState(api, id, "Deleting");
      // Its client identifier stays taken until the deletion is complete.
      JsonNode error = api.create(Bodies.connectionFor(client)).expect(400);
      assertThat(error.path("Parameters").toString()).contains(client);
      clock.advance(REST);
      api.get(id).expect(404);
      assertThat(api.isListed(id)).isFalse();
      api.create(Bodies.connectionFor(client)).expect(202);
    }
  }

  @Test
  void connection_in_creation_can_be_read_updated_and_deleted(TestServers servers) {
    try (InProcessServer server = servers.start(config -> config.provisioningDelay(DELAY))) {
      Api api = server.api();
      String id = api.create(Bodies.connection("early")).expect(202).path("Id").asText();
      assertState(api, id, "Creating");
      JsonNode updated = api.update(id, Bodies.connection("changed")).expect(200);
      assertThat(updated.path("State").asText()).isEqualTo("Creating");
      api.accessControlList(id).expect(200);
      api.owner(id).expect(200);
      assertThat(api.delete(id).expect(202).path("State").asText()).isEqualTo("Deleting");
      assertState(api, id, "Deleting");
    }
  }

  @Test
  void connection_in_deletion_can_be_read_and_deleted_again_but_not_updated(TestServers servers) {
    AdjustableClock clock = new AdjustableClock();
    try (InProcessServer server =
        servers.start(
            config -> config.clock(clock).provisioningDelay(Duration.ZERO).deletionDelay(DELAY))) {
      Api api = server.api();
      String id = api.createNamed("late");
      JsonNode deleted = api.delete(id).expect(202);
      JsonNode error = api.update(id, Bodies.connection("changed")).expect(400);
      assertThat(error.path("Parameters").isEmpty()).isFalse();
      assertThat(api.get(id).expect(200)).isEqualTo(deleted);
      clock.advance(ALMOST);
      assertThat(api.delete(id).expect(202)).isEqualTo(deleted);
      // The second request does not restart the deletion.
      clock.advance(REST);
      api.get(id).expect(404);
    }
  }

  @Test
  void zero_delays_complete_creation_and_deletion_before_the_next_request(TestServers servers) {
    try (InProcessServer server =
        servers.start(
            config -> config.provisioningDelay(Duration.ZERO).deletionDelay(Duration.ZERO))) {
      Api api = server.api();
      String client = Bodies.newClient();
      for (int i = 0; i < 20; i++) {
        JsonNode created = api.create(Bodies.connectionFor(client)).expect(202);
        assertThat(created.path("State").asText()).isEqualTo("Creating");
        String id = created.path("Id").asText();
        assertState(api, id, "Active");
        assertThat(api.delete(id).expect(202).path("State").asText()).isEqualTo("Deleting");
        api.get(id).expect(404);
      }
    }
  }

  @Test
  void creation_and_deletion_take_the_configured_time_with_the_system_clock(TestServers servers) {
    Duration delay = Duration.ofMillis(700);
    try (InProcessServer server =
        servers.start(config -> config.provisioningDelay(delay).deletionDelay(delay))) {
      Api api = server.api();
      Instant start = Instant.now();
      String id = api.createActive(Bodies.connection("real"));
      assertThat(Duration.between(start, Instant.now())).isBetween(delay, delay.multipliedBy(10));
      start = Instant.now();
      api.delete(id).expect(202);
      api.awaitDeleted(id);
      assertThat(Duration.between(start, Instant.now())).isBetween(delay, delay.multipliedBy(10));
    }
  }

  private static void assertState(Api api, String id, String state) {
    assertThat(api.get(id).expect(200).path("State").asText()).isEqualTo(state);
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      if (connection.path("Id").asText().equals(id)) {
        assertThat(connection.path("State").asText()).isEqualTo(state);
        return;
      }
    }
    throw new AssertionError("The list does not contain " + id);
  }
}
