package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import java.util.List;

/**
 * An exchange that breaks the contract.
 *
 * @param violations at least one
 */
public record Finding(Exchange exchange, List<Violation> violations) {
  /** Copies the list. */
  public Finding {
    violations = List.copyOf(violations);
  }
}
