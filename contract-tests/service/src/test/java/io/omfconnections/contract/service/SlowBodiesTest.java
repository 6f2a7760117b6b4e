package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.http.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A request whose body takes longer than the server's request timeout is 408 and changes nothing.
 */
@ServiceSuite
class SlowBodiesTest {
  // Sending the whole body takes longer than the timeout of a test.
  private static final int PIECES = 1_500;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Test
  void slow_body_is_408_for_every_operation_with_a_body(TestServers servers) {
    try (InProcessServer server =
        servers.start(
            config ->
                config.requestTimeout(Duration.ofSeconds(2)).provisioningDelay(Duration.ZERO))) {
      Api api = server.api();
      String id = api.createNamed("slow body");
      JsonNode before = api.get(id).expect(200);
      JsonNode list = api.accessControlList(id).expect(200);
      JsonNode collection = api.collectionAccessControlList().expect(200);
      List<Request> requests = new ArrayList<>();
      for (Request request : AllOperations.requests(api, id)) {
        if (!request.body().isEmpty()) {
          requests.add(request);
        }
      }
      assertThat(requests).hasSize(10);
      for (boolean chunked : new boolean[] {false, true}) {
        ConcurrentRunner.run(
            requests.size(),
            i -> () -> api.send(requests.get(i), new Delivery(chunked, PIECES, PAUSE)).expect(408));
      }
      assertThat(api.get(id).expect(200)).isEqualTo(before);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(list);
      assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(collection);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      requests.forEach(request -> api.send(request).expect(200, 202));
    }
  }
}
