package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports that a request was accepted although its body breaks its schema. Properties that the
 * schema does not name are allowed.
 */
final class RequestSchemaRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.acceptedBody().stream()
        .flatMap(
            body ->
                body.value() == null
                    ? Stream.empty()
                    : exchange.schemas().validate(body.pointer(), body.value()).stream()
                        .map(Problem::of));
  }
}
