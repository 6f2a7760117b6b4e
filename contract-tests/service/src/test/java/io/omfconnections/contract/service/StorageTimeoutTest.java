package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A request that waits too long for blocked storage is 504, or 503 if the operation does not
 * document 504, for reads and for writes.
 */
@ServiceSuite
class StorageTimeoutTest {
  @Test
  void every_operation_is_504_or_else_503_while_storage_is_blocked(TestServers servers)
      throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofMillis(300));
    try (InProcessServer server =
        servers.start(config -> config.provisioningDelay(Duration.ZERO), store)) {
      Api api = server.api();
      String id = api.createNamed("blocked");
      JsonNode before = api.get(id).expect(200);
      try (FaultyStore.BlockedTransactions blocked = store.blockAllConnections()) {
        // "Get OMF Connection Owner" is the only operation that does not document 504.
        AllOperations.expect(api, id, 504, 503);
        for (Request request : AllOperations.requests(api, id)) {
          api.send(request.withHeader("Request-Timeout", "0.1")).expect(408);
        }
        assertThat(blocked).isNotNull();
      }
      // The rejected requests changed nothing, not even later.
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      AllOperations.expectSuccess(api, id);
    }
  }
}
