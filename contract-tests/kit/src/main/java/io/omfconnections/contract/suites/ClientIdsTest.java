package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A client belongs to at most one connection of a namespace, also when many ask at once. */
@ContractSuite
@Order(3)
class ClientIdsTest {
  @Test
  void a_client_that_another_connection_has_is_refused_and_named(Api api) {
    String taken = Bodies.newClient();
    String alsoTaken = Bodies.newClient();
    String free = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(taken, alsoTaken));
    List<String> before = api.identifiers();
    JsonNode error = api.create(Bodies.connectionFor(free, taken, alsoTaken)).expect(400);
    names(error, taken, alsoTaken);
    assertThat(error.path("Parameters").toString()).doesNotContain(free);
    assertThat(before).containsAll(api.identifiers());
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
  void clients_keep_the_order_in_which_they_were_sent(Api api) {
    List<String> sorted = Stream.generate(Bodies::newClient).limit(5).sorted().toList();
    List<String> reversed = new ArrayList<>(sorted);
    Collections.reverse(reversed);
    String id = api.createActive(Bodies.connection("sorted", null, sorted));
    assertThat(clients(api, id)).isEqualTo(sorted);
    api.update(id, Bodies.connection("reversed", null, reversed)).expect(200);
    assertThat(clients(api, id)).isEqualTo(reversed);
  }

  private static List<String> clients(Api api, String id) {
    return api.get(id).expect(200).path("ClientIds").valueStream().map(JsonNode::asText).toList();
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
    ClientRace.run(api);
  }

  @Test
  void of_many_who_update_at_once_exactly_one_gets_the_client(Api api) {
    List<String> ids =
        ConcurrentRunner.run(16, i -> () -> api.createNamed("racer")).stream().toList();
    String client = Bodies.newClient();
    List<ApiResponse> answers =
        ConcurrentRunner.run(16, i -> () -> api.update(ids.get(i), Bodies.connectionFor(client)));
    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() == 400).hasSize(15);
    assertThat(ClientRace.holders(api, client)).isEqualTo(1);
  }

  @Test
  void two_clients_in_opposite_orders_do_not_lock_each_other_out(Api api) {
    String first = Bodies.newClient();
    String second = Bodies.newClient();
    List<ApiResponse> answers =
        ConcurrentRunner.run(
            16,
            i ->
                () ->
                    api.create(
                        i % 2 == 0
                            ? Bodies.connectionFor(first, second)
                            : Bodies.connectionFor(second, first)));
    ClientRace.exactlyOne(first, answers, api);
  }

  private static void names(JsonNode error, String... clients) {
    assertThat(error.path("Parameters").toString()).contains(clients);
  }
}
