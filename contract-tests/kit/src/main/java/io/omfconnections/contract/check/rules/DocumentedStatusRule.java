package io.omfconnections.contract.check.rules;

import java.util.stream.Stream;

/** Reports a response with a status that the operation does not document in the contract. */
final class DocumentedStatusRule implements RuleCheck {
  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange
        .operation()
        .filter(operation -> !operation.responses().containsKey(exchange.status()))
        .map(
            operation ->
                new Problem(
                    "status "
                        + exchange.status()
                        + "; "
                        + operation.id()
                        + " documents "
                        + operation.responses().keySet(),
                    operation.pointer() + "/responses"))
        .stream();
  }
}
