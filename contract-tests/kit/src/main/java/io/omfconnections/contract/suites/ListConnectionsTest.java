package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Independent;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The list of connections is complete, current, and has each connection once. */
@ContractSuite
@Order(5)
class ListConnectionsTest {
  private static final int THREADS = 8;
  private static final int CONNECTIONS_PER_THREAD = 15;
  private static final int CLIENTS = 2_000;

  @Test
  @Independent
  void listed_connection_equals_result_of_get(Api api) {
    String id = api.createActive(Bodies.connection("listed"));
    JsonNode single = api.get(id).expect(200);
    assertThat(api.listEntries(id)).containsExactly(single);
  }

  @Test
  @Independent
  void list_shows_connection_as_updated(Api api) {
    String id = api.createActive(Bodies.connection("created"));
    assertThat(api.listEntries(id)).containsExactly(api.get(id).expect(200));
    JsonNode updated = api.update(id, Bodies.connection("updated")).expect(200);
    assertThat(api.listEntries(id)).containsExactly(updated);
    api.updateOwner(id, Bodies.trustee(1, "someone", api.tenant())).expect(200);
    assertThat(api.listEntries(id)).containsExactly(updated);
  }

  @Test
  @Independent
  void list_shows_all_clients_of_connection(Api api) {
    List<String> clients = Stream.generate(Bodies::newClient).limit(CLIENTS).toList();
    String id = api.createActive(Bodies.connection("many clients", null, clients));
    JsonNode single = api.get(id).expect(200);
    assertThat(single.path("ClientIds")).hasSize(CLIENTS);
    assertThat(api.listEntries(id)).containsExactly(single);
  }

  @Test
  void long_list_is_complete_and_has_no_duplicates(Api api) {
    // More than 100, a common default page size: there is no paging in this API.
    List<String> created =
        ConcurrentRunner.run(
                THREADS,
                thread ->
                    () ->
                        IntStream.range(0, CONNECTIONS_PER_THREAD)
                            .mapToObj(i -> api.createNamed("one of many"))
                            .toList())
            .stream()
            .flatMap(List::stream)
            .toList();
    List<String> listed = api.identifiers();
    assertThat(listed).containsAll(created).doesNotHaveDuplicates();
  }
}
