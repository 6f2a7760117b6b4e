package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Schemas;

/**
 * A way in which an exchange breaks a rule.
 *
 * @param found what the exchange has instead
 * @param pointer where the contract states the requirement: a JSON pointer that starts with {@code
 *     #}
 */
public record Problem(String found, String pointer) {
  static Problem of(Schemas.Fault fault) {
    return new Problem(fault.message(), fault.pointer());
  }

  static Problem of(String subject, Schemas.Fault fault) {
    return new Problem(subject + ": " + fault.message(), fault.pointer());
  }
}
