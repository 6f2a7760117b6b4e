package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports that a request was accepted although its body is not strict JSON.
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
