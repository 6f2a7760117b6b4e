package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.stream.Stream;

/** Reports that a request was accepted although a path parameter breaks its schema. */
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
