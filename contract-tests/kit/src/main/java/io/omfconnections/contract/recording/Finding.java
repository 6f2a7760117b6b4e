package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import java.util.List;

/**
 * An exchange that breaks the contract.
 *
 * @param violations what is wrong with it, at least one thing
 */
public record Finding(Exchange exchange, List<Violation> violations) {
  /** A finding with its own copy of the list. */
  public Finding {
    violations = List.copyOf(violations);
  }
}
