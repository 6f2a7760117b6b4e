package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Reports a response without an error status to a message that is not HTTP. */
final class MalformedRequestRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.match().isEmpty() && exchange.expectedResponse().isEmpty()
        ? Stream.of(new Problem("status " + exchange.status(), "#/paths"))
        : Stream.empty();
  }
}
