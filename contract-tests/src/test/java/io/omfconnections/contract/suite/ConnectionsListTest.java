package io.omfconnections.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of connections has each one once, however many there are. */
@ContractSuite
class ConnectionsListTest {
  @Test
  void a_listed_connection_is_the_same_as_a_single_one(Api api) {
    String id = api.createActive(Bodies.connection("listed"));
    JsonNode single = api.get(id).expect(200);
    List<JsonNode> listed = new ArrayList<>();
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      if (connection.path("Id").asText().equals(id)) {
        listed.add(connection);
      }
    }
    assertThat(listed).containsExactly(single);
  }
}
