package io.omfconnections.contract.service;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The list of connections is whole from none to hundreds. */
@ContractSuite
class LongListsTest {
  private static final int THREADS = 8;

  @Test
  void no_connection_is_an_empty_list() {
    try (OwnServer server = OwnServer.start(config -> config)) {
      JsonNode list = server.api().list().expect(200);
      assertThat(list.path("Results").isArray()).isTrue();
      assertThat(list.path("Results")).isEmpty();
    }
  }

  @Test
  void hundreds_of_connections_are_listed_once_each_and_only_to_who_may_read_them() {
    try (OwnServer server = OwnServer.start(config -> config)) {
      Api api = server.api();
      String operator = Fixtures.OPERATOR.trustee(Fixtures.TENANT);
      String administrator = allowed(api.caller().trustee(Fixtures.TENANT), 31);
      List<String> readable = new ArrayList<>();
      List<String> all = new ArrayList<>();
      // Whole stretches that may not be read, longer than any page is likely to be.
      for (boolean mayRead : new boolean[] {false, true, false, true, false}) {
        String list =
            mayRead ? Bodies.list(administrator, allowed(operator, 1)) : Bodies.list(administrator);
        api.updateCollectionList(list).expect(200);
        List<String> made = make(api, mayRead ? 70 : 150);
        all.addAll(made);
        if (mayRead) {
          readable.addAll(made);
        }
      }
      api.updateCollectionList(Bodies.list(administrator, allowed(operator, 1))).expect(200);
      assertThat(api.identifiers()).containsExactlyInAnyOrderElementsOf(all);
      assertThat(server.api(Fixtures.OPERATOR).identifiers())
          .containsExactlyInAnyOrderElementsOf(readable);
    }
  }

  private static List<String> make(Api api, int count) {
    return Together.run(
            THREADS,
            thread ->
                () ->
                    IntStream.range(0, count / THREADS + 1)
                        .mapToObj(
                            i ->
                                api.create(Bodies.connection("one of many"))
                                    .expect(202)
                                    .path("Id")
                                    .asText())
                        .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }
}
