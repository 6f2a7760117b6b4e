package io.omfconnections.contract.check;

/**
 * One thing that is wrong with an exchange.
 *
 * @param rule the rule that is broken
 * @param seen what was seen instead
 * @param place where the contract says so, as a JSON pointer into it, beginning with {@code #}
 */
public record Violation(Rule rule, String seen, String place) {
  @Override
  public String toString() {
    return rule + ": " + rule.sentence() + ".\n    Seen:  " + seen + "\n    Place: " + place;
  }
}
