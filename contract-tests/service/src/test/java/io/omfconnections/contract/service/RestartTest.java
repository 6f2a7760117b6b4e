package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart changes no data, and lifecycle steps that became due meanwhile take effect once. */
@ServiceSuite
class RestartTest {
  private static final Duration DELAY = Duration.ofMinutes(10);
  private static final Duration HALF_DELAY = Duration.ofMinutes(5);

  private final TestServers servers;
  private final AdjustableClock clock = new AdjustableClock();

  @TempDir private Path data = Path.of("replaced");

  RestartTest(TestServers servers) {
    this.servers = servers;
  }

  private InProcessServer start() {
    return servers.start(
        config ->
            config.dataDirectory(data).clock(clock).provisioningDelay(DELAY).deletionDelay(DELAY));
  }

  @Test
  void creation_continues_after_a_restart() {
    String id;
    JsonNode created;
    try (InProcessServer server = start()) {
      created = server.api().create(Bodies.connection("restart")).expect(202);
      id = created.path("Id").asText();
      clock.advance(HALF_DELAY);
    }
    try (InProcessServer server = start()) {
      assertThat(server.api().get(id).expect(200)).isEqualTo(created);
      clock.advance(HALF_DELAY);
      assertThat(server.api().get(id).expect(200).path("State").asText()).isEqualTo("Active");
    }
  }

  @Test
  void steps_due_while_the_server_was_down_take_effect_once() {
    String creating;
    String deleting;
    String client = Bodies.newClient();
    try (InProcessServer server = start()) {
      Api api = server.api();
      deleting = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(DELAY);
      api.delete(deleting).expect(202);
      creating = api.create(Bodies.connection("restart")).expect(202).path("Id").asText();
    }
    clock.advance(DELAY);
    try (InProcessServer server = start()) {
      Api api = server.api();
      assertThat(api.get(creating).expect(200).path("State").asText()).isEqualTo("Active");
      api.get(deleting).expect(404);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      api.create(Bodies.connectionFor(client)).expect(202);
    }
    try (InProcessServer server = start()) {
      // Once only: the deletion of the old connection does not affect the new one.
      assertThat(server.api().list().expect(200).path("Results")).hasSize(2);
      server.api().create(Bodies.connectionFor(client)).expect(400);
    }
  }

  @Test
  void deletion_continues_after_a_restart() {
    String id;
    String client = Bodies.newClient();
    try (InProcessServer server = start()) {
      Api api = server.api();
      id = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(DELAY);
      api.delete(id).expect(202);
      clock.advance(HALF_DELAY);
    }
    try (InProcessServer server = start()) {
      Api api = server.api();
      assertThat(api.get(id).expect(200).path("State").asText()).isEqualTo("Deleting");
      api.update(id, Bodies.connection("x")).expect(400);
      api.create(Bodies.connectionFor(client)).expect(400);
      api.delete(id).expect(202);
      clock.advance(HALF_DELAY);
      api.get(id).expect(404);
      api.create(Bodies.connectionFor(client)).expect(202);
    }
  }

  @Test
  void all_data_is_intact_after_a_restart() {
    JsonNode connection;
    JsonNode list;
    JsonNode owner;
    JsonNode collection;
    String id;
    String client = Bodies.newClient();
    String text = "\uD83D\uDE00 \u05e9\u05dc\u05d5\u05dd \u0000 \"'";
    try (InProcessServer server = start()) {
      Api api = server.api();
      id =
          api.create(Bodies.connection(text, text, List.of(client, text)))
              .expect(202)
              .path("Id")
              .asText();
      clock.advance(DELAY);
      String operator = TestTenants.OPERATOR.trustee(TestTenants.TENANT);
      collection =
          api.updateCollectionAccessControlList(
                  Bodies.accessControlList(
                      Bodies.allowed(operator, 3),
                      Bodies.allowed(api.caller().trustee(TestTenants.TENANT), 31)))
              .expect(200);
      list =
          api.updateAccessControlList(
                  id,
                  Bodies.accessControlList(
                      Bodies.denied(operator, 4),
                      Bodies.allowed(api.caller().trustee(TestTenants.TENANT), 31)))
              .expect(200);
      owner = api.updateOwner(id, TestTenants.OPERATOR.trustee(TestTenants.TENANT)).expect(200);
      connection = api.get(id).expect(200);
    }
    try (InProcessServer server = start()) {
      Api api = server.api();
      assertThat(api.get(id).expect(200)).isEqualTo(connection);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
      assertThat(api.owner(id).expect(200)).isEqualTo(owner);
      assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(collection);
      api.create(Bodies.connectionFor(client)).expect(400);
      server.api(TestTenants.OPERATOR).delete(id).expect(202);
    }
  }

  @Test
  void token_stays_valid_after_a_restart_on_the_same_port() {
    // The same port, because the token names its issuer by URL. The keys are in the data directory.
    int port;
    String token;
    try (InProcessServer server = start()) {
      port = server.baseUri().getPort();
      token = server.tokens().of("administrator", "secret-of-administrator");
    }
    try (InProcessServer server =
        servers.start(config -> config.port(port).dataDirectory(data).clock(clock))) {
      Api api = server.api(Caller.withToken("administrator", 2, "administrator", token));
      api.list().expect(200);
    }
  }
}
