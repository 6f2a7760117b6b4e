package io.omfconnections.contract.recording;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.OperationIdUniqueRule;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks each exchange as soon as it is recorded, and keeps it.
 *
 * <p>Thread-safe. Keeps everything in memory.
 */
public final class Recorder {
  private final ContractCheck check;
  private final Coverage coverage;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final OperationIdUniqueRule uniqueOperationIds = new OperationIdUniqueRule();
  private final List<Finding> findings = new ArrayList<>();

  /** Creates a recorder without exchanges. */
  public Recorder(Contract contract) {
    this.check = new ContractCheck(contract);
    this.coverage = new Coverage(contract);
  }

  /**
   * Checks and keeps an exchange. An exchange that breaks the contract is kept, too, but does not
   * count as coverage.
   *
   * @throws ContractViolationError if the exchange breaks the contract
   */
  public void record(Exchange exchange) {
    List<Violation> violations = new ArrayList<>(check.check(exchange));
    synchronized (this) {
      exchanges.add(exchange);
      uniqueOperationIds
          .check(exchange)
          .ifPresent(problem -> violations.add(new Violation(Rule.OPERATION_ID_UNIQUE, problem)));
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

  /** Returns all exchanges so far, in the order in which they were recorded. */
  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** Returns the coverage by the exchanges that follow the contract. It grows with each of them. */
  public Coverage coverage() {
    return coverage;
  }

  /** Returns the exchanges that break the contract, in the order in which they were recorded. */
  public synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Returns the number of exchanges that break the contract. */
  public synchronized int violated() {
    return findings.size();
  }
}
