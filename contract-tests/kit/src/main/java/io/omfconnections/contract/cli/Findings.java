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
 * Counts exchanges, and how often each rule was broken at each place of the contract; of each such
 * kind it can show the first exchange whole.
 */
final class Findings {
  private final PrintWriter out;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int checked;
  private int broken;

  Findings(PrintWriter out) {
    this(out, 0);
  }

  /**
   * No exchange that breaks the contract.
   *
   * @param kept how many there were that keep it
   */
  Findings(PrintWriter out, int kept) {
    this.out = out;
    this.checked = kept;
  }

  /** Counts an exchange, and shows it if it has something new that is wrong. */
  synchronized void add(Exchange exchange, List<Violation> violations) {
    if (count(violations)) {
      out.println(new ContractViolationError(exchange, violations).getMessage());
      out.flush();
    }
  }

  /**
   * Counts an exchange.
   *
   * @return whether it has something new that is wrong
   */
  synchronized boolean count(List<Violation> violations) {
    checked++;
    if (!violations.isEmpty()) {
      broken++;
    }
    // A body can be wrong in one way at several of its places: it is one exchange nevertheless.
    List<String> wrong =
        violations.stream().map(each -> each.rule() + " at " + each.pointer()).distinct().toList();
    boolean first = !kinds.keySet().containsAll(wrong);
    wrong.forEach(kind -> kinds.merge(kind, 1, Integer::sum));
    return first;
  }

  /** Shows the numbers, and where the places are. */
  synchronized void summarize() {
    kinds.forEach((kind, count) -> out.println(count + " times " + kind));
    if (!kinds.isEmpty()) {
      out.println(
          "Places are in "
              + Contract.FILE
              + ", version "
              + Api.CONTRACT.contractVersion()
              + "; it is in the kit's jar, in io/omfconnections/openapi.");
    }
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
