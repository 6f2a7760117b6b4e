package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Operation;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reports that a request was accepted without an access token: without exactly one Authorization
 * field with a Bearer token.
 */
final class RequestTokenRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.acceptedOperation().stream()
        .filter(Operation::requiresToken)
        .map(operation -> exchange.request().headers().all("Authorization"))
        .filter(values -> values.size() != 1 || !isBearerToken(values.get(0)))
        .map(values -> new Problem(values.size() + " Authorization fields", "#/security"));
  }

  private static boolean isBearerToken(String credentials) {
    return credentials.toLowerCase(Locale.ROOT).startsWith("bearer ")
        && !credentials.substring("bearer ".length()).isBlank();
  }
}
