package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Reports an error body whose OperationId differs from the header field Operation-Id. */
final class OperationIdRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    String header = exchange.response().headers().first("Operation-Id").orElse("");
    return exchange.errorBody().stream()
        .map(error -> error.path("OperationId"))
        .filter(id -> !id.asText().equals(header))
        .map(
            id ->
                new Problem(
                    id + " in the body, \"" + header + "\" in the header",
                    "#/components/schemas/ErrorResponseBody/properties/OperationId"));
  }
}
