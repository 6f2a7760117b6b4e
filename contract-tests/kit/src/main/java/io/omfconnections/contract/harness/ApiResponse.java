package io.omfconnections.contract.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import java.util.Arrays;

/**
 * A response for a test to assert on. The recording client has already checked it against the
 * contract.
 *
 * @param exchange the request and the response
 */
public record ApiResponse(Exchange exchange) {

  /**
   * Returns the JSON body if the response has one of the given status codes.
   *
   * @throws AssertionError with the whole exchange, if the status code is another one or the body
   *     is not JSON
   */
  public JsonNode expect(int... statuses) {
    if (Arrays.stream(statuses).noneMatch(status -> status == exchange.status())) {
      throw new AssertionError(
          "Expected status " + Arrays.toString(statuses) + "\n\n" + exchange.describe());
    }
    return json();
  }

  /** Returns the status code. */
  public int status() {
    return exchange.status();
  }

  /**
   * Returns the JSON body.
   *
   * @throws AssertionError with the whole exchange, if the body is not JSON
   */
  public JsonNode json() {
    try {
      return StrictJson.read(exchange.response().body());
    } catch (NotJsonException e) {
      throw new AssertionError(e.getMessage() + "\n\n" + exchange.describe(), e);
    }
  }

  /** Returns the first value of a header field, or the empty string if it is absent. */
  public String header(String name) {
    return exchange.response().headers().first(name).orElse("");
  }
}
