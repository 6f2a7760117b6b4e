package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Operation.BodySpec;
import java.util.stream.Stream;

/**
 * Reports a response that lacks a documented body, or has one that is not documented. A response to
 * HEAD must have none.
 */
final class BodyPresenceRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (exchange.expectedResponse().isEmpty() || exchange.isIdentityEndpoint()) {
      return Stream.empty();
    }
    String pointer =
        exchange
            .expectedBody()
            .map(BodySpec::pointer)
            .orElse(exchange.expectedResponse().get().pointer());
    int size = exchange.response().body().size();
    return exchange.expectedBody().isPresent() == (size > 0)
        ? Stream.empty()
        : Stream.of(new Problem(size == 0 ? "no body" : "a body of " + size + " bytes", pointer));
  }
}
