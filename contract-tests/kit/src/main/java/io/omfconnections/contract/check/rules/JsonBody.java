package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import org.jspecify.annotations.Nullable;

/**
 * A body that was parsed as strict JSON.
 *
 * @param pointer where the contract describes the body
 * @param value the value; null if the body is not strict JSON
 * @param error what is wrong with the JSON; empty if nothing is
 */
record JsonBody(String pointer, @Nullable JsonNode value, String error) {
  static JsonBody parse(Body body, String pointer) {
    try {
      return new JsonBody(pointer, StrictJson.read(body), "");
    } catch (NotJsonException e) {
      return new JsonBody(pointer, null, String.valueOf(e.getMessage()));
    }
  }
}
