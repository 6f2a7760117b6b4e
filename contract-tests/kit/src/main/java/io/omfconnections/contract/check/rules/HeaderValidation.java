package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Operation.HeaderSpec;
import java.math.BigInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Validates header fields against their schemas. */
final class HeaderValidation {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  private HeaderValidation() {}

  /** Validates each value of a header field. */
  static Stream<Problem> problems(ParsedExchange exchange, HeaderSpec header, Headers headers) {
    String type = exchange.contract().at(header.schema()).path("type").asText();
    return headers.all(header.name()).stream()
        .flatMap(
            value ->
                exchange.schemas().validate(header.schema(), json(type, value)).stream()
                    .map(fault -> Problem.of(header.name() + " \"" + value + "\"", fault)));
  }

  private static JsonNode json(String type, String value) {
    return type.equals("integer") && INTEGER.matcher(value).matches()
        ? BigIntegerNode.valueOf(new BigInteger(value))
        : TextNode.valueOf(value);
  }
}
