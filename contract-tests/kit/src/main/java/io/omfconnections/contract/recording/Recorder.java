package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Rule;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks every exchange at once, keeps it, and counts what it shows.
 *
 * <p>Any number of threads may use one.
 */
public final class Recorder {
  private final ContractCheck check;
  private final Coverage coverage;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Map<String, Exchange> byOperationId = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /** A recorder without an exchange. */
  public Recorder(Contract contract) {
    this.check = new ContractCheck(contract);
    this.coverage = new Coverage(contract);
  }

  /**
   * Checks and keeps an exchange. One that breaks the contract is kept too, but counts for nothing.
   *
   * @throws ContractViolationError when it breaks the contract
   */
  public void record(Exchange exchange) {
    List<Violation> violations = new ArrayList<>(check.check(exchange));
    synchronized (this) {
      exchanges.add(exchange);
      uniqueOperationId(exchange, violations);
      if (violations.isEmpty()) {
        coverage.add(exchange);
      } else {
        findings.add(new Finding(exchange, violations));
      }
    }
    if (!violations.isEmpty()) {
      throw new ContractViolationError(exchange, violations);
    }
  }

  /** Every exchange so far, in order. */
  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** What the exchanges that keep to the contract have shown. */
  public Coverage coverage() {
    return coverage;
  }

  /** The exchanges that broke the contract, in order. */
  public synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** How many exchanges broke the contract. */
  public synchronized int violated() {
    return findings.size();
  }

  // The one rule that a single exchange can't show: a server might send the same identifier always.
  private void uniqueOperationId(Exchange exchange, List<Violation> violations) {
    exchange
        .response()
        .headers()
        .first("Operation-Id")
        .ifPresent(
            id -> {
              if (byOperationId.put(id, exchange) != null) {
                violations.add(
                    new Violation(
                        Rule.OPERATION_ID_UNIQUE,
                        id + " was seen before",
                        "#/components/headers/Operation-Id"));
              }
            });
  }
}
