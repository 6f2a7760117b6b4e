package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Checks one rule. Implementations have no state. */
interface RuleCheck {
  /**
   * Returns every problem that an exchange has with this rule; none if the exchange follows the
   * rule or the rule does not apply to it.
   */
  Stream<Problem> check(ParsedExchange exchange);
}
