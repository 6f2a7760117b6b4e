package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.http.Delivery;
import org.junit.jupiter.api.Test;

/** Bodies above the configured maximum size are rejected. */
@ServiceSuite
class BodySizeLimitTest {
  @Test
  void body_of_one_byte_above_the_limit_is_400(TestServers servers) {
    try (InProcessServer server = servers.start(config -> config.maxBodySize(1_000))) {
      Api api = server.api();
      String start = "{\"ClientIds\":[],\"x\":\"";
      String fits = start + "x".repeat(1_000 - start.length() - 2) + "\"}";
      api.create(fits).expect(202);
      String tooLarge = fits.replaceFirst("\"}$", "x\"}");
      JsonNode error = api.create(tooLarge).expect(400);
      assertThat(error.path("Parameters").has("body")).isTrue();
      Request request = api.request("createOmfConnection", "").withBody(tooLarge);
      api.send(request, Delivery.CHUNKED).expect(400);
      api.send(request.withBody("x".repeat(5_000_000))).expect(400);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
    }
  }
}
