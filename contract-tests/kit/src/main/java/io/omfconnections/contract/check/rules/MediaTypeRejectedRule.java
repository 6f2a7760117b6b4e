package io.omfconnections.contract.check.rules;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports a 415 response to a request whose body has a documented media type.
 *
 * <p>A charset other than UTF-8 may be accepted or rejected (erratum E29).
 */
final class MediaTypeRejectedRule implements RuleCheck {
  private static final Pattern OTHER_CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*+(?!\"?utf-8\"?\\s*(?:;|$))");

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (exchange.status() != 415
        || exchange.expectedResponse().isEmpty()
        || hasOtherCharset(exchange)) {
      return Stream.empty();
    }
    return exchange
        .operation()
        .flatMap(operation -> Optional.ofNullable(operation.requestBody()))
        .filter(body -> exchange.requestSchema(body).isPresent())
        .map(body -> new Problem(exchange.requestMediaType(), body.pointer()))
        .stream();
  }

  private static boolean hasOtherCharset(ParsedExchange exchange) {
    return exchange.request().headers().all("Content-Type").stream()
        .anyMatch(type -> OTHER_CHARSET.matcher(type).find());
  }
}
