package io.omfconnections.contract.service;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The list of connections is complete, whether there are none or hundreds. */
@ServiceSuite
class LargeCollectionsTest {
  private static final int THREADS = 8;

  @Test
  void list_without_connections_is_empty(TestServers servers) {
    try (InProcessServer server = servers.start(config -> config)) {
      JsonNode list = server.api().list().expect(200);
      assertThat(list.path("Results").isArray()).isTrue();
      assertThat(list.path("Results")).isEmpty();
    }
  }

  @Test
  void each_of_hundreds_of_connections_is_listed_once_and_only_with_read_access(
      TestServers servers) {
    try (InProcessServer server = servers.start(config -> config)) {
      Api api = server.api();
      String operator = TestTenants.OPERATOR.trustee(TestTenants.TENANT);
      String administrator = allowed(api.caller().trustee(TestTenants.TENANT), 31);
      List<String> readable = new ArrayList<>();
      List<String> all = new ArrayList<>();
      // Consecutive connections that the operator can't read, more than a page might contain.
      for (boolean canRead : new boolean[] {false, true, false, true, false}) {
        String list =
            canRead
                ? Bodies.accessControlList(administrator, allowed(operator, 1))
                : Bodies.accessControlList(administrator);
        api.updateCollectionAccessControlList(list).expect(200);
        List<String> created = create(api, canRead ? 70 : 150);
        all.addAll(created);
        if (canRead) {
          readable.addAll(created);
        }
      }
      api.updateCollectionAccessControlList(
              Bodies.accessControlList(administrator, allowed(operator, 1)))
          .expect(200);
      assertThat(api.identifiers()).containsExactlyInAnyOrderElementsOf(all);
      assertThat(server.api(TestTenants.OPERATOR).identifiers())
          .containsExactlyInAnyOrderElementsOf(readable);
    }
  }

  private static List<String> create(Api api, int count) {
    return ConcurrentRunner.run(
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
