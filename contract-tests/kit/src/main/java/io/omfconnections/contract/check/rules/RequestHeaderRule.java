package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.exchange.Headers;
import java.util.stream.Stream;

/** A request with a header field that breaks its schema, or without a required one, is rejected. */
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
