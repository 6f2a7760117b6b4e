package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** A message that is not HTTP gets an error status. */
final class MalformedRequestRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.match().isEmpty() && exchange.expectedResponse().isEmpty()
        ? Stream.of(new Problem("status " + exchange.status(), "#/paths"))
        : Stream.empty();
  }
}
