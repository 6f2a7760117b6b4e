package io.omfconnections.contract.check;

import io.omfconnections.contract.check.rules.Problem;
import io.omfconnections.contract.check.rules.Rule;

/**
 * A rule that an exchange breaks.
 *
 * @param rule the rule
 * @param found what the exchange has instead
 * @param pointer where the contract states the requirement: a JSON pointer that starts with {@code
 *     #}
 */
public record Violation(Rule rule, String found, String pointer) {
  /** A violation with the details of a problem. */
  public Violation(Rule rule, Problem problem) {
    this(rule, problem.found(), problem.pointer());
  }

  @Override
  public String toString() {
    return rule + ": " + rule.sentence() + ".\n    Found: " + found + "\n    Contract: " + pointer;
  }
}
