package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.model.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reports an error body whose Parameters names a request header field that is neither documented
 * nor part of HTTP.
 *
 * <p>A server cannot reject a header field for a requirement that it does not publish.
 */
final class ErrorParametersRule implements RuleCheck {
  /** Request header fields that can be wrong according to RFC 9110 or RFC 9112 alone. */
  private static final Set<String> HTTP_FIELDS =
      Set.of(
          "authorization",
          "content-type",
          "content-encoding",
          "content-length",
          "transfer-encoding",
          "expect",
          "host");

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    if (exchange.operation().isEmpty() || exchange.errorBody().isEmpty()) {
      return Stream.empty();
    }
    Operation operation = exchange.operation().get();
    return exchange.errorBody().get().path("Parameters").properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> exchange.request().headers().first(name).isPresent())
        .filter(name -> !HTTP_FIELDS.contains(name.toLowerCase(Locale.ROOT)))
        .filter(name -> !isDocumented(operation, name))
        .map(name -> new Problem(name, operation.pointer() + "/parameters"));
  }

  private static boolean isDocumented(Operation operation, String name) {
    return operation.headerParameters().stream()
        .anyMatch(header -> header.name().equalsIgnoreCase(name));
  }
}
