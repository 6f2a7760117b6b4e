package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Reports a response header field that is invalid against its schema. */
final class HeaderSchemaRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.expectedResponse().stream()
        .flatMap(expected -> expected.headers().stream())
        .flatMap(
            header -> HeaderValidation.problems(exchange, header, exchange.response().headers()));
  }
}
