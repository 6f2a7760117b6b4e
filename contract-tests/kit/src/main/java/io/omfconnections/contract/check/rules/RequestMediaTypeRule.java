package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * A request body of an undocumented media type, or with a content coding, is rejected (erratum
 * E29).
 */
final class RequestMediaTypeRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.acceptedBodySpec().stream()
        .filter(body -> exchange.requestSchema(body).isEmpty())
        .map(
            body ->
                new Problem(
                    exchange.requestMediaType() + "; documented is " + body.schemas().keySet(),
                    body.pointer()));
  }
}
