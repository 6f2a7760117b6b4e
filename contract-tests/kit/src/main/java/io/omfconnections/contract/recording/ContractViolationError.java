package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import java.util.List;

/**
 * Fails a test because an exchange breaks the contract. The message shows the exchange, redacted.
 */
public final class ContractViolationError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient Exchange exchange;

  @SuppressWarnings("serial") // never serialized
  private final List<Violation> violations;

  /**
   * Creates an error for an exchange.
   *
   * @param violations at least one
   */
  public ContractViolationError(Exchange exchange, List<Violation> violations) {
    super(message(exchange, violations));
    this.exchange = exchange;
    this.violations = List.copyOf(violations);
  }

  /** Returns the exchange, not redacted. */
  public Exchange exchange() {
    return exchange;
  }

  /** Returns the violations, at least one. */
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
