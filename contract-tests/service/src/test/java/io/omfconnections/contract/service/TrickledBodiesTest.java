package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Together;
import io.omfconnections.contract.http.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A body that trickles for longer than the service allows is out of time, and changes nothing. */
@ContractSuite
class TrickledBodiesTest {
  // A server that waits for the end of such a body is still waiting when the test's time is over.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Test
  void each_operation_that_takes_a_body_stops_waiting_for_it() {
    try (OwnServer server =
        OwnServer.start(
            config ->
                config.requestTimeout(Duration.ofSeconds(2)).provisioningDelay(Duration.ZERO))) {
      Api api = server.api();
      String id = api.createNamed("trickled");
      JsonNode before = api.get(id).expect(200);
      JsonNode list = api.accessControlList(id).expect(200);
      JsonNode collection = api.collectionList().expect(200);
      List<Request> requests = new ArrayList<>();
      for (Request request : EveryOperation.requests(api, id)) {
        if (!request.body().isEmpty()) {
          requests.add(request);
        }
      }
      assertThat(requests).hasSize(10);
      for (boolean chunked : new boolean[] {false, true}) {
        Together.run(
            requests.size(),
            i -> () -> api.send(requests.get(i), new Delivery(chunked, PIECES, PAUSE)).expect(408));
      }
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
      assertThat(api.collectionList().expect(200)).isEqualTo(collection);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      requests.forEach(request -> api.send(request).expect(200, 202));
    }
  }
}
