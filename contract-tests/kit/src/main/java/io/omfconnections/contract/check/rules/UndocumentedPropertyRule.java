package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Schemas;
import java.util.stream.Stream;

/**
 * Reports a response body with a property that its schema does not name.
 *
 * <p>Schemas of the contract allow additional properties, because clients must ignore them. A
 * server that sends them returns properties that the contract does not document.
 */
final class UndocumentedPropertyRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.responseFaults().stream()
        .filter(UndocumentedPropertyRule::applies)
        .map(Problem::of);
  }

  static boolean applies(Schemas.Fault fault) {
    return fault.keyword().equals("additionalProperties");
  }
}
