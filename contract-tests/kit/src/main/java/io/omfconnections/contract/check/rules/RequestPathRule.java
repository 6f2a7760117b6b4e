package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.stream.Stream;

/** A request with a path parameter that breaks its schema is rejected. */
final class RequestPathRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.acceptedOperation().stream()
        .flatMap(
            operation -> {
              Map<String, String> values =
                  exchange.contract().pathParameters(operation, exchange.request().target());
              return operation.pathParameters().stream()
                  .flatMap(
                      parameter ->
                          exchange
                              .schemas()
                              .validate(
                                  parameter.schema(),
                                  TextNode.valueOf(values.get(parameter.name())))
                              .stream()
                              .map(fault -> Problem.of(parameter.name(), fault)));
            });
  }
}
