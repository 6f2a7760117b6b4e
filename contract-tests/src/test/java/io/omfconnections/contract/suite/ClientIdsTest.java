package io.omfconnections.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.NeedsOwnServer;
import io.omfconnections.contract.harness.OwnServer;
import io.omfconnections.contract.harness.ServerProcess;
import io.omfconnections.contract.harness.Together;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client belongs to at most one connection of a namespace, also when many ask at once. */
@ContractSuite
class ClientIdsTest {
  private static final int THREADS = 64;

  @Test
  void a_client_that_another_connection_has_is_refused_and_named(Api api) {
    String taken = Bodies.newClient();
    String alsoTaken = Bodies.newClient();
    String free = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(taken, alsoTaken));
    int before = api.list().expect(200).path("Results").size();
    JsonNode error = api.create(Bodies.connectionFor(free, taken, alsoTaken)).expect(400);
    names(error, taken, alsoTaken);
    assertThat(error.path("Parameters").toString()).doesNotContain(free);
    assertThat(api.list().expect(200).path("Results")).hasSize(before);
    // The refused request has not taken the client that was free.
    api.create(Bodies.connectionFor(free)).expect(202);
    assertThat(api.get(id).expect(200).path("ClientIds")).hasSize(2);
  }

  @Test
  void an_update_to_a_client_that_another_connection_has_is_refused_and_changes_nothing(Api api) {
    String taken = Bodies.newClient();
    String free = Bodies.newClient();
    api.createActive(Bodies.connectionFor(taken));
    String id = api.createActive(Bodies.connection("mine"));
    JsonNode before = api.get(id).expect(200);
    names(api.update(id, Bodies.connectionFor(free, taken)).expect(400), taken);
    assertThat(api.get(id).expect(200)).isEqualTo(before);
    api.create(Bodies.connectionFor(free)).expect(202);
  }

  @Test
  void the_same_client_twice_in_one_body_is_refused_and_named(Api api) {
    String twice = Bodies.newClient();
    String once = Bodies.newClient();
    names(api.create(Bodies.connectionFor(twice, once, twice)).expect(400), twice);
    String id = api.createNamed("twice");
    names(api.update(id, Bodies.connectionFor(once, twice, twice)).expect(400), twice);
    api.create(Bodies.connectionFor(twice, once)).expect(202);
  }

  @Test
  void an_update_keeps_adds_and_frees_clients(Api api) {
    String first = Bodies.newClient();
    String second = Bodies.newClient();
    String third = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(first, second));
    api.update(id, Bodies.connectionFor(third, second)).expect(200);
    JsonNode clients = api.get(id).expect(200).path("ClientIds");
    assertThat(clients.path(0).asText()).isEqualTo(third);
    assertThat(clients.path(1).asText()).isEqualTo(second);
    api.create(Bodies.connectionFor(second)).expect(400);
    api.create(Bodies.connectionFor(third)).expect(400);
    api.create(Bodies.connectionFor(first)).expect(202);
  }

  @Test
  void an_update_may_send_the_same_clients_again(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    api.update(id, Bodies.connectionFor(client)).expect(200);
    api.update(id, Bodies.connectionFor(client)).expect(200);
    assertThat(api.get(id).expect(200).path("ClientIds")).hasSize(1);
  }

  @Test
  void of_many_who_create_at_once_exactly_one_gets_the_client(Api api) {
    for (int round = 0; round < 2; round++) {
      String client = Bodies.newClient();
      exactlyOne(
          client,
          Together.run(THREADS, i -> () -> api.create(Bodies.connectionFor(client))),
          List.of(api));
    }
  }

  @Test
  void of_many_who_update_at_once_exactly_one_gets_the_client(Api api) {
    List<String> ids = Together.run(16, i -> () -> api.createNamed("racer")).stream().toList();
    String client = Bodies.newClient();
    List<Answer> answers =
        Together.run(16, i -> () -> api.update(ids.get(i), Bodies.connectionFor(client)));
    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() == 400).hasSize(15);
    assertThat(holders(api, client)).isEqualTo(1);
  }

  @Test
  void two_clients_in_opposite_orders_do_not_lock_each_other_out(Api api) {
    String first = Bodies.newClient();
    String second = Bodies.newClient();
    List<Answer> answers =
        Together.run(
            16,
            i ->
                () ->
                    api.create(
                        i % 2 == 0
                            ? Bodies.connectionFor(first, second)
                            : Bodies.connectionFor(second, first)));
    exactlyOne(first, answers, List.of(api));
  }

  @Test
  @NeedsOwnServer("it starts two servers on one data directory")
  void of_many_who_create_with_two_servers_exactly_one_gets_the_client(@TempDir Path data) {
    try (OwnServer one = OwnServer.start(config -> config.dataDirectory(data));
        OwnServer other = OwnServer.start(config -> config.dataDirectory(data))) {
      race(one.api(), other.api());
    }
  }

  @Test
  @NeedsOwnServer("it starts two processes on one data directory")
  void of_many_who_create_with_two_processes_exactly_one_gets_the_client(@TempDir Path data) {
    try (ServerProcess one = ServerProcess.start(data);
        ServerProcess other = ServerProcess.start(data)) {
      race(one.api(), other.api());
    }
  }

  private static void race(Api one, Api other) {
    // The tokens are got before, so that the race is about the client.
    one.list().expect(200);
    other.list().expect(200);
    for (int round = 0; round < 2; round++) {
      String client = Bodies.newClient();
      List<Answer> answers =
          Together.run(
              THREADS, i -> () -> (i % 2 == 0 ? one : other).create(Bodies.connectionFor(client)));
      exactlyOne(client, answers, List.of(one, other));
    }
  }

  private static void exactlyOne(String client, List<Answer> answers, List<Api> apis) {
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
    for (Answer answer : answers) {
      if (answer.status() != 202) {
        names(answer.expect(400), client);
      }
    }
    for (Api api : apis) {
      assertThat(holders(api, client)).isEqualTo(1);
    }
  }

  private static int holders(Api api, String client) {
    int holders = 0;
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      for (JsonNode held : connection.path("ClientIds")) {
        holders += held.asText().equals(client) ? 1 : 0;
      }
    }
    return holders;
  }

  private static void names(JsonNode error, String... clients) {
    assertThat(error.path("Parameters").toString()).contains(clients);
  }
}
