package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * A request body that is not strict JSON is rejected.
 *
 * @see io.omfconnections.contract.exchange.StrictJson
 */
final class RequestJsonRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.acceptedBody().stream()
        .filter(body -> body.value() == null)
        .map(body -> new Problem(body.error(), body.pointer()));
  }
}
