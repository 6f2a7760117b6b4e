package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Contract.Match;
import java.util.stream.Stream;

/**
 * Reports a response other than 404 to a path that is not in the contract.
 *
 * <p>A path that is not valid (RFC 3986) may get 400 instead.
 */
final class UnknownPathRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    boolean unknown = exchange.match().filter(Match.UnknownPath.class::isInstance).isPresent();
    return unknown && exchange.expectedResponse().isEmpty()
        ? Stream.of(new Problem("status " + exchange.status(), "#/paths"))
        : Stream.empty();
  }
}
