package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports a connection without the properties that the server assigns: an Id, which is a GUID, and
 * a State (errata E22, E24).
 */
final class ServerPropertiesRule implements RuleCheck {
  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange
        .connections()
        .flatMap(
            connection -> {
              Stream<Problem> id =
                  GUID.matcher(connection.path("Id").asText()).matches()
                      ? Stream.empty()
                      : Stream.of(problem("Id", connection));
              Stream<Problem> state =
                  connection.path("State").isTextual()
                      ? Stream.empty()
                      : Stream.of(problem("State", connection));
              return Stream.concat(id, state);
            });
  }

  private static Problem problem(String name, JsonNode connection) {
    return new Problem(
        connection.has(name) ? name + " " + connection.get(name) : "no " + name,
        "#/components/schemas/OmfConnection/properties/" + name);
  }
}
