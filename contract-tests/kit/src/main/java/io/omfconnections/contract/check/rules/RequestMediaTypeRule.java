package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/**
 * Reports that a request was accepted although its body has an undocumented media type or a content
 * coding (erratum E29).
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
