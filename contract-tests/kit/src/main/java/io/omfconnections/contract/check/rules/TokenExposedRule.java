package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports a response that contains the request's access token, in its body or in a header field.
 */
final class TokenExposedRule implements RuleCheck {
  // A shorter text may occur in a response by chance.
  private static final int SHORTEST_TOKEN = 32;

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    String[] credentials =
        exchange.request().headers().first("Authorization").orElse("").split(" ", 2);
    if (credentials.length < 2 || credentials[1].length() < SHORTEST_TOKEN) {
      return Stream.empty();
    }
    String token = credentials[1];
    boolean exposed =
        exchange.response().body().text().contains(token)
            || exchange.response().headers().fields().stream()
                .anyMatch(field -> field.value().contains(token));
    return exposed
        ? Stream.of(new Problem("the request's access token", "#/components/securitySchemes"))
        : Stream.empty();
  }
}
