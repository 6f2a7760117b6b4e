package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Reports a response body that is invalid against its schema. */
final class BodySchemaRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.responseFaults().stream()
        .filter(fault -> !UndocumentedPropertyRule.applies(fault))
        .map(Problem::of);
  }
}
