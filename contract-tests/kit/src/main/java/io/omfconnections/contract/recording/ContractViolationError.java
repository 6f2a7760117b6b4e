package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import java.util.List;

/** Fails a test whose exchange breaks the contract, and shows the exchange. */
public final class ContractViolationError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient Exchange exchange;

  @SuppressWarnings("serial") // nobody sends it anywhere
  private final List<Violation> violations;

  /** The violations, at least one, of the exchange. */
  public ContractViolationError(Exchange exchange, List<Violation> violations) {
    super(message(exchange, violations));
    this.exchange = exchange;
    this.violations = List.copyOf(violations);
  }

  /** The exchange that breaks the contract. */
  public Exchange exchange() {
    return exchange;
  }

  /** What is wrong. */
  public List<Violation> violations() {
    return violations;
  }

  private static String message(Exchange exchange, List<Violation> violations) {
    StringBuilder text = new StringBuilder("The exchange breaks the contract.\n");
    for (Violation violation : violations) {
      text.append("  ").append(violation).append('\n');
    }
    return text.append('\n').append(exchange.describe()).toString();
  }
}
