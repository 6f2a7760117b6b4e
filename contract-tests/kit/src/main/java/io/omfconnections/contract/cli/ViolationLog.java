package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.ContractViolationError;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts violations by kind, that is by rule and place in the contract, and prints the first
 * exchange of each kind. Thread-safe.
 */
final class ViolationLog {
  private final PrintWriter out;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int checked;
  private int broken;

  ViolationLog(PrintWriter out) {
    this(out, 0);
  }

  /**
   * Creates a log without violations.
   *
   * @param kept the number of exchanges checked so far, all without a violation
   */
  ViolationLog(PrintWriter out, int kept) {
    this.out = out;
    this.checked = kept;
  }

  /** Counts an exchange, and prints it if it has a violation of a new kind. */
  synchronized void add(Exchange exchange, List<Violation> violations) {
    if (count(violations)) {
      out.println(new ContractViolationError(exchange, violations).getMessage());
      out.flush();
    }
  }

  /**
   * Counts the violations of one exchange.
   *
   * @return whether any is of a new kind
   */
  synchronized boolean count(List<Violation> violations) {
    checked++;
    if (!violations.isEmpty()) {
      broken++;
    }
    // A body can violate one rule at several of its properties; that counts as one exchange.
    List<String> found =
        violations.stream().map(each -> each.rule() + " at " + each.pointer()).distinct().toList();
    boolean isNew = !kinds.keySet().containsAll(found);
    found.forEach(kind -> kinds.merge(kind, 1, Integer::sum));
    return isNew;
  }

  /** Prints the number of violations of each kind and the totals. */
  synchronized void summarize() {
    kinds.forEach((kind, count) -> out.println(count + " times " + kind));
    if (!kinds.isEmpty()) {
      out.println(
          "Contract locations are JSON pointers into "
              + Contract.FILE
              + ", version "
              + Api.CONTRACT.contractVersion()
              + " (in omf-contract.jar: io/omfconnections/openapi).");
    }
    out.println(checked + " exchanges checked, " + broken + " broke the contract.");
    out.flush();
  }

  /** Returns the number of exchanges with a violation. */
  synchronized int broken() {
    return broken;
  }
}
