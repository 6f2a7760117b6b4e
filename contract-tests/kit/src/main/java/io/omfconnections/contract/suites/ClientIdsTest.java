package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Independent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A client belongs to at most one connection of a namespace, even under concurrent requests. */
@ContractSuite
@Order(3)
class ClientIdsTest {
  @Test
  void create_with_client_of_another_connection_is_400_and_names_it(Api api) {
    String used = Bodies.newClient();
    String alsoUsed = Bodies.newClient();
    String unused = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(used, alsoUsed));
    List<String> before = api.identifiers();
    JsonNode error = api.create(Bodies.connectionFor(unused, used, alsoUsed)).expect(400);
    assertNamed(error, used, alsoUsed);
    assertThat(error.path("Parameters").toString()).doesNotContain(unused);
    assertThat(before).containsAll(api.identifiers());
    // The rejected request did not claim the unused client.
    api.create(Bodies.connectionFor(unused)).expect(202);
    assertThat(api.get(id).expect(200).path("ClientIds")).hasSize(2);
  }

  @Test
  @Independent
  void update_with_client_of_another_connection_is_400_and_changes_nothing(Api api) {
    String used = Bodies.newClient();
    String unused = Bodies.newClient();
    api.createActive(Bodies.connectionFor(used));
    String id = api.createActive(Bodies.connection("mine"));
    JsonNode before = api.get(id).expect(200);
    assertNamed(api.update(id, Bodies.connectionFor(unused, used)).expect(400), used);
    assertThat(api.get(id).expect(200)).isEqualTo(before);
    api.create(Bodies.connectionFor(unused)).expect(202);
  }

  @Test
  @Independent
  void duplicate_client_in_body_is_400_and_named(Api api) {
    String twice = Bodies.newClient();
    String once = Bodies.newClient();
    assertNamed(api.create(Bodies.connectionFor(twice, once, twice)).expect(400), twice);
    String id = api.createNamed("twice");
    assertNamed(api.update(id, Bodies.connectionFor(once, twice, twice)).expect(400), twice);
    api.create(Bodies.connectionFor(twice, once)).expect(202);
  }

  @Test
  @Independent
  void update_keeps_adds_and_releases_clients(Api api) {
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
  @Independent
  void client_order_is_preserved(Api api) {
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
  @Independent
  void update_with_unchanged_clients_is_accepted(Api api) {
    String client = Bodies.newClient();
    String id = api.createActive(Bodies.connectionFor(client));
    api.update(id, Bodies.connectionFor(client)).expect(200);
    api.update(id, Bodies.connectionFor(client)).expect(200);
    assertThat(api.get(id).expect(200).path("ClientIds")).hasSize(1);
  }

  @Test
  void only_one_of_many_concurrent_creates_gets_the_client(Api api) {
    ClientRace.run(api);
  }

  @Test
  void only_one_of_many_concurrent_updates_gets_the_client(Api api) {
    List<String> ids =
        ConcurrentRunner.run(16, i -> () -> api.createNamed("racer")).stream().toList();
    String client = Bodies.newClient();
    List<ApiResponse> responses =
        ConcurrentRunner.run(16, i -> () -> api.update(ids.get(i), Bodies.connectionFor(client)));
    assertThat(responses).filteredOn(response -> response.status() == 200).hasSize(1);
    assertThat(responses).filteredOn(response -> response.status() == 400).hasSize(15);
    assertThat(ClientRace.countHolders(api, client)).isEqualTo(1);
  }

  @Test
  void concurrent_creates_with_clients_in_opposite_orders_do_not_deadlock(Api api) {
    String first = Bodies.newClient();
    String second = Bodies.newClient();
    List<ApiResponse> responses =
        ConcurrentRunner.run(
            16,
            i ->
                () ->
                    api.create(
                        i % 2 == 0
                            ? Bodies.connectionFor(first, second)
                            : Bodies.connectionFor(second, first)));
    ClientRace.assertExactlyOneCreated(first, responses, api);
  }

  private static void assertNamed(JsonNode error, String... clients) {
    assertThat(error.path("Parameters").toString()).contains(clients);
  }
}
