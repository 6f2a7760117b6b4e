package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports a response body that is not strict JSON.
 *
 * @see io.omfconnections.contract.exchange.StrictJson
 */
final class StrictJsonRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.responseBody().stream()
        .filter(body -> body.value() == null)
        .map(body -> new Problem(body.error(), body.pointer()));
  }
}
