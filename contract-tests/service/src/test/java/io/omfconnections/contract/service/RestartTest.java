package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart in the middle of any step changes nothing, and what was due happens, once. */
@ContractSuite
class RestartTest {
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final Duration HALF = Duration.ofMinutes(5);

  private final AdjustableClock clock = new AdjustableClock();

  @TempDir private Path data = Path.of("replaced");

  private OwnServer start() {
    return OwnServer.start(
        config ->
            config.dataDirectory(data).clock(clock).provisioningDelay(STEP).deletionDelay(STEP));
  }

  @Test
  void in_the_middle_of_creating_it_goes_on_creating() {
    String id;
    JsonNode created;
    try (OwnServer server = start()) {
      created = server.api().create(Bodies.connection("restart")).expect(202);
      id = created.path("Id").asText();
      clock.advance(HALF);
    }
    try (OwnServer server = start()) {
      assertThat(server.api().get(id).expect(200)).isEqualTo(created);
      clock.advance(HALF);
      assertThat(server.api().get(id).expect(200).path("State").asText()).isEqualTo("Active");
    }
  }

  @Test
  void what_was_due_while_the_server_was_down_has_happened() {
    String creating;
    String deleting;
    String client = Bodies.newClient();
    try (OwnServer server = start()) {
      Api api = server.api();
      deleting = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(STEP);
      api.delete(deleting).expect(202);
      creating = api.create(Bodies.connection("restart")).expect(202).path("Id").asText();
    }
    clock.advance(STEP);
    try (OwnServer server = start()) {
      Api api = server.api();
      assertThat(api.get(creating).expect(200).path("State").asText()).isEqualTo("Active");
      api.get(deleting).expect(404);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      api.create(Bodies.connectionFor(client)).expect(202);
    }
    try (OwnServer server = start()) {
      // It has happened once: the client's new connection is not deleted with the old one.
      assertThat(server.api().list().expect(200).path("Results")).hasSize(2);
      server.api().create(Bodies.connectionFor(client)).expect(400);
    }
  }

  @Test
  void in_the_middle_of_deleting_it_goes_on_deleting() {
    String id;
    String client = Bodies.newClient();
    try (OwnServer server = start()) {
      Api api = server.api();
      id = api.create(Bodies.connectionFor(client)).expect(202).path("Id").asText();
      clock.advance(STEP);
      api.delete(id).expect(202);
      clock.advance(HALF);
    }
    try (OwnServer server = start()) {
      Api api = server.api();
      assertThat(api.get(id).expect(200).path("State").asText()).isEqualTo("Deleting");
      api.update(id, Bodies.connection("x")).expect(400);
      api.create(Bodies.connectionFor(client)).expect(400);
      api.delete(id).expect(202);
      clock.advance(HALF);
      api.get(id).expect(404);
      api.create(Bodies.connectionFor(client)).expect(202);
    }
  }

  @Test
  void what_is_active_is_whole_after_a_restart() {
    JsonNode connection;
    JsonNode list;
    JsonNode owner;
    JsonNode collection;
    String id;
    String client = Bodies.newClient();
    String text = "\uD83D\uDE00 \u05e9\u05dc\u05d5\u05dd \u0000 \"'";
    try (OwnServer server = start()) {
      Api api = server.api();
      id =
          api.create(Bodies.connection(text, text, List.of(client, text)))
              .expect(202)
              .path("Id")
              .asText();
      clock.advance(STEP);
      String operator = Fixtures.OPERATOR.trustee(Fixtures.TENANT);
      collection =
          api.updateCollectionList(
                  Bodies.list(
                      Bodies.allowed(operator, 3),
                      Bodies.allowed(api.caller().trustee(Fixtures.TENANT), 31)))
              .expect(200);
      list =
          api.updateAccessControlList(
                  id,
                  Bodies.list(
                      Bodies.denied(operator, 4),
                      Bodies.allowed(api.caller().trustee(Fixtures.TENANT), 31)))
              .expect(200);
      owner = api.updateOwner(id, Fixtures.OPERATOR.trustee(Fixtures.TENANT)).expect(200);
      connection = api.get(id).expect(200);
    }
    try (OwnServer server = start()) {
      Api api = server.api();
      assertThat(api.get(id).expect(200)).isEqualTo(connection);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
      assertThat(api.owner(id).expect(200)).isEqualTo(owner);
      assertThat(api.collectionList().expect(200)).isEqualTo(collection);
      api.create(Bodies.connectionFor(client)).expect(400);
      server.api(Fixtures.OPERATOR).delete(id).expect(202);
    }
  }

  @Test
  void a_token_from_before_counts_after_a_restart_at_the_same_address() {
    // The keys are kept in the data directory; the issuer's name holds the port, so that is kept.
    int port;
    String token;
    try (OwnServer server = start()) {
      port = server.baseUri().getPort();
      token = server.tokens().of("administrator", "secret-of-administrator");
    }
    try (OwnServer server =
        OwnServer.start(config -> config.port(port).dataDirectory(data).clock(clock))) {
      Api api = server.api(Caller.withToken("administrator", 2, "administrator", token));
      api.list().expect(200);
    }
  }
}
