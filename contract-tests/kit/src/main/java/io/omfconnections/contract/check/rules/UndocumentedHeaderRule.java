package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports a header field of the contract in a response that does not document it.
 *
 * <p>For example, Retry-After in a 200 response would mislead clients. Header fields that the
 * contract does not describe are allowed everywhere.
 */
final class UndocumentedHeaderRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (exchange.operation().isEmpty()) {
      return Stream.empty();
    }
    return exchange.expectedResponse().stream()
        .flatMap(
            expected ->
                exchange.contract().responseHeaders().stream()
                    .filter(name -> exchange.response().headers().first(name).isPresent())
                    .filter(
                        name ->
                            expected.headers().stream()
                                .noneMatch(header -> header.name().equals(name)))
                    .map(name -> new Problem(name, expected.pointer() + "/headers")));
  }
}
