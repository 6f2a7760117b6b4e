package io.omfconnections.contract.kit;

import io.omfconnections.contract.ContractViolationError;
import io.omfconnections.contract.Exchange;
import io.omfconnections.contract.Violation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows exchanges that break the contract: of each kind the first one whole, and all counted. */
final class Findings {
  private final PrintWriter out;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int checked;
  private int broken;

  Findings(PrintWriter out) {
    this.out = out;
  }

  /** Counts an exchange, and shows it if it has something new that is wrong. */
  synchronized void add(Exchange exchange, List<Violation> violations) {
    checked++;
    if (violations.isEmpty()) {
      return;
    }
    broken++;
    boolean first = false;
    for (Violation violation : violations) {
      first |= kinds.merge(violation.rule() + " at " + violation.place(), 1, Integer::sum) == 1;
    }
    if (first) {
      out.println(new ContractViolationError(exchange, violations).getMessage());
      out.flush();
    }
  }

  /** Shows the numbers. */
  synchronized void summarize() {
    kinds.forEach((kind, count) -> out.println(count + " times " + kind));
    out.println(checked + " exchanges checked, " + broken + " broke the contract.");
    out.flush();
  }

  /** How many exchanges there were. */
  synchronized int checked() {
    return checked;
  }

  /** How many of them broke the contract. */
  synchronized int broken() {
    return broken;
  }
}
