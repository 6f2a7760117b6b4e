package io.omfconnections.contract.check.rules;

import io.omfconnections.contract.exchange.Exchange;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reports a response with the same Operation-Id as an earlier one.
 *
 * <p>The only rule that needs more than one exchange, and therefore state. Not thread-safe.
 */
public final class OperationIdUniqueRule {
  private final Set<String> seen = new HashSet<>();

  /** Creates a rule that has seen no response yet. */
  public OperationIdUniqueRule() {}

  /** Checks the next exchange against all exchanges before it. */
  public Optional<Problem> check(Exchange exchange) {
    return exchange
        .response()
        .headers()
        .first("Operation-Id")
        .filter(id -> !seen.add(id))
        .map(
            id ->
                new Problem(
                    id + " is also the Operation-Id of an earlier response",
                    "#/components/headers/Operation-Id"));
  }
}
