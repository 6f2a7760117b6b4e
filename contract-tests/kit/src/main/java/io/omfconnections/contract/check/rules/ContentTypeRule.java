package io.omfconnections.contract.check.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * Reports a response whose Content-Type is not exactly the documented media type, or has
 * parameters: clients compare it literally.
 */
final class ContentTypeRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    List<String> types = exchange.response().headers().all("Content-Type");
    return exchange
        .expectedBody()
        .filter(body -> !exchange.response().body().isEmpty())
        .filter(body -> types.size() != 1 || !body.schemas().containsKey(types.get(0)))
        .map(
            body ->
                new Problem(types + "; documented is " + body.schemas().keySet(), body.pointer()))
        .stream();
  }
}
