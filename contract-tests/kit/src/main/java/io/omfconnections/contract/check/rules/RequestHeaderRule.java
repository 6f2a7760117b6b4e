package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.exchange.Headers;
import java.util.stream.Stream;

/**
 * Reports that a request was accepted although a header field breaks its schema, or a required one
 * is missing.
 */
final class RequestHeaderRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    Headers headers = exchange.request().headers();
    return exchange.acceptedOperation().stream()
        .flatMap(operation -> operation.headerParameters().stream())
        .flatMap(
            header ->
                header.required() && headers.first(header.name()).isEmpty()
                    ? Stream.of(new Problem("no " + header.name(), header.pointer()))
                    : HeaderValidation.problems(exchange, header, headers));
  }
}
