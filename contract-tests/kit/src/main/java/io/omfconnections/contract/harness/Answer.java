package io.omfconnections.contract.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import java.util.Arrays;

/** A response, already checked against the contract, for a test to look at. */
public record Answer(Exchange exchange) {

  /** The body, when the status is the one that is expected; fails and shows the exchange if not. */
  public JsonNode expect(int... statuses) {
    if (Arrays.stream(statuses).noneMatch(status -> status == exchange.status())) {
      throw new AssertionError(
          "Expected the status " + Arrays.toString(statuses) + "\n\n" + exchange.describe());
    }
    return json();
  }

  /** The status. */
  public int status() {
    return exchange.status();
  }

  /** The body. */
  public JsonNode json() {
    try {
      return StrictJson.read(exchange.response().body());
    } catch (NotJsonException e) {
      throw new AssertionError(e.getMessage() + "\n\n" + exchange.describe(), e);
    }
  }

  /** The value of a header field; empty if there is none. */
  public String header(String name) {
    return exchange.response().headers().first(name).orElse("");
  }
}
