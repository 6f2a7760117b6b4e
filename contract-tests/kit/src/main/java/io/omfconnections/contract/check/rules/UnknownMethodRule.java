package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Contract.Match;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reports a response to a method that the path does not have, unless it is 405 with the path's
 * methods in Allow (RFC 9110, section 15.5.6).
 */
final class UnknownMethodRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (!(exchange.match().orElse(null) instanceof Match.UnknownMethod unknown)) {
      return Stream.empty();
    }
    if (exchange.status() != 405) {
      return Stream.of(new Problem("status " + exchange.status(), "#/paths"));
    }
    Set<String> allow =
        exchange.response().headers().all("Allow").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    return allow.equals(unknown.allowed())
        ? Stream.empty()
        : Stream.of(
            new Problem("Allow " + allow + "; the path has " + unknown.allowed(), "#/paths"));
  }
}
