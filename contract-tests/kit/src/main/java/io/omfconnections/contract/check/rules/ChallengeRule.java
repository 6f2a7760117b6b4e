package io.omfconnections.contract.check.rules;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports a 401 response whose WWW-Authenticate is not a Bearer challenge (RFC 6750, section 3).
 */
final class ChallengeRule implements RuleCheck {
  // Parameters have values that are quoted strings or tokens.
  private static final String PARAMETER =
      "[A-Za-z_]+ ?= ?(\"([^\"\\\\]|\\\\.)*\"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)";
  private static final Pattern CHALLENGE =
      Pattern.compile("(?i:Bearer)( +" + PARAMETER + "( *, *" + PARAMETER + ")*)?");

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (exchange.status() != 401 || exchange.isIdentityEndpoint()) {
      return Stream.empty();
    }
    return exchange.expectedResponse().stream()
        .flatMap(
            expected ->
                exchange.response().headers().all("WWW-Authenticate").stream()
                    .filter(value -> !CHALLENGE.matcher(value).matches())
                    .map(
                        value ->
                            new Problem(value, expected.pointer() + "/headers/WWW-Authenticate")));
  }
}
