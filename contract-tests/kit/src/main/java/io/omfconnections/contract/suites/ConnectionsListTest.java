package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The list of connections has each one once, however many there are. */
@ContractSuite
@Order(5)
class ConnectionsListTest {
  private static final int THREADS = 8;
  private static final int PER_THREAD = 15;
  private static final int MANY = 2_000;

  @Test
  void a_listed_connection_is_the_same_as_a_single_one(Api api) {
    String id = api.createActive(Bodies.connection("listed"));
    JsonNode single = api.get(id).expect(200);
    assertThat(api.listEntries(id)).containsExactly(single);
  }

  @Test
  void a_list_shows_what_an_update_has_made_of_a_connection(Api api) {
    String id = api.createActive(Bodies.connection("made"));
    assertThat(api.listEntries(id)).containsExactly(api.get(id).expect(200));
    JsonNode updated = api.update(id, Bodies.connection("updated")).expect(200);
    assertThat(api.listEntries(id)).containsExactly(updated);
    api.updateOwner(id, Bodies.trustee(1, "someone", api.tenant())).expect(200);
    assertThat(api.listEntries(id)).containsExactly(updated);
  }

  @Test
  void a_list_shows_every_client_of_a_connection(Api api) {
    List<String> clients = Stream.generate(Bodies::newClient).limit(MANY).toList();
    String id = api.createActive(Bodies.connection("many clients", null, clients));
    JsonNode single = api.get(id).expect(200);
    assertThat(single.path("ClientIds")).hasSize(MANY);
    assertThat(api.listEntries(id)).containsExactly(single);
  }

  @Test
  void a_list_that_is_longer_than_any_page_is_listed_whole(Api api) {
    // More than the hundred at which servers like to end a page that nobody has asked for.
    List<String> made =
        ConcurrentRunner.run(
                THREADS,
                thread ->
                    () ->
                        IntStream.range(0, PER_THREAD)
                            .mapToObj(i -> api.createNamed("one of many"))
                            .toList())
            .stream()
            .flatMap(List::stream)
            .toList();
    List<String> listed = api.identifiers();
    assertThat(listed).containsAll(made).doesNotHaveDuplicates();
  }
}
