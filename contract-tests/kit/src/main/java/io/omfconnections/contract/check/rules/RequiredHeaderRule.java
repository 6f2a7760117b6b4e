package io.omfconnections.contract.check.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * Reports a response without a required header field, or with a documented one that is repeated.
 */
final class RequiredHeaderRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.expectedResponse().stream()
        .flatMap(expected -> expected.headers().stream())
        .flatMap(
            header -> {
              List<String> values = exchange.response().headers().all(header.name());
              return values.size() > 1 || (values.isEmpty() && header.required())
                  ? Stream.of(new Problem(header.name() + " " + values, header.pointer()))
                  : Stream.empty();
            });
  }
}
