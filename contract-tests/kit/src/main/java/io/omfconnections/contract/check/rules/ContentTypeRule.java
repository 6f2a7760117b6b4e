package io.omfconnections.contract.check.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * The response's Content-Type is exactly the documented media type, without parameters: clients
 * compare it literally.
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
