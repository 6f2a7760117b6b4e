package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Storage that hangs, for reads and for writes, gets 504. */
@ContractSuite
class HangingStorageTest {
  @Test
  void whoever_waits_for_storage_in_vain_gets_a_gateway_timeout() throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofMillis(300));
    try (OwnServer server =
        OwnServer.start(config -> config.provisioningDelay(Duration.ZERO), store)) {
      Api api = server.api();
      String id = api.createNamed("held up");
      JsonNode before = api.get(id).expect(200);
      try (FaultyStore.Held held = store.holdAllConnections()) {
        // Get OMF Connection Owner is the one operation that documents no 504.
        EveryOperation.answer(api, id, 504, 503);
        for (Request request : EveryOperation.requests(api, id)) {
          api.send(request.withHeader("Request-Timeout", "0.1")).expect(408);
        }
        assertThat(held).isNotNull();
      }
      // Nothing of it has been done, also not later.
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      EveryOperation.isDone(api, id);
    }
  }
}
