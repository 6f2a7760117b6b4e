package io.omfconnections.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which of the contract's cells (operation, version, documented status) exchanges have shown, and
 * how often.
 */
public final class Coverage {
  /** One status that an operation documents, under one version. */
  public record Cell(String operationId, String version, int status) {
    @Override
    public String toString() {
      return operationId + " " + version + " " + status;
    }
  }

  private final Contract contract;
  private final Map<Cell, Integer> counts = new LinkedHashMap<>();

  /** No exchange yet. */
  public Coverage(Contract contract) {
    this.contract = contract;
    for (String version : contract.versions()) {
      for (Operation operation : contract.operations()) {
        for (int status : operation.responses().keySet()) {
          counts.put(new Cell(operation.id(), version, status), 0);
        }
      }
    }
  }

  /** Counts an exchange that keeps to the contract. */
  public synchronized void add(Exchange exchange) {
    Exchange.Request request = exchange.request();
    if (request.wellFormed()
        && contract.meaning(request.method(), request.target())
            instanceof Contract.Meaning.Known known) {
      counts.computeIfPresent(
          new Cell(known.operation().id(), known.version(), exchange.status()),
          (cell, count) -> count + 1);
    }
  }

  /** The cells that were shown. */
  public synchronized List<Cell> exercised() {
    return cells(count -> count > 0);
  }

  /** The cells that were not. */
  public synchronized List<Cell> missing() {
    return cells(count -> count == 0);
  }

  private List<Cell> cells(Predicate<Integer> wanted) {
    List<Cell> found = new ArrayList<>();
    counts.forEach(
        (cell, count) -> {
          if (wanted.test(count)) {
            found.add(cell);
          }
        });
    return found;
  }

  /** A matrix of operations and statuses, each missing cell by its name, and the totals. */
  public synchronized String report() {
    TreeSet<Integer> statuses = new TreeSet<>();
    counts.keySet().forEach(cell -> statuses.add(cell.status()));
    StringBuilder text = new StringBuilder();
    text.append("Exchanges by operation, version and status. 0: documented, not shown yet.\n\n");
    text.append(String.format("%-38s %-11s", "operation", "version"));
    statuses.forEach(status -> text.append(String.format("%6d", status)));
    text.append('\n');
    for (Operation operation : contract.operations()) {
      for (String version : contract.versions()) {
        text.append(String.format("%-38s %-11s", operation.id(), version));
        for (int status : statuses) {
          Integer count = counts.get(new Cell(operation.id(), version, status));
          text.append(String.format("%6s", count == null ? "" : count.toString()));
        }
        text.append('\n');
      }
    }
    missing(text);
    text.append('\n');
    totals(text);
    return text.toString();
  }

  private void missing(StringBuilder text) {
    Map<String, List<Integer>> byOperation = new LinkedHashMap<>();
    for (Cell cell : missing()) {
      byOperation
          .computeIfAbsent(cell.operationId() + " " + cell.version(), key -> new ArrayList<>())
          .add(cell.status());
    }
    if (!byOperation.isEmpty()) {
      text.append("\nDocumented, not shown yet:\n");
    }
    byOperation.forEach(
        (operation, statuses) ->
            text.append("  ").append(operation).append(": ").append(statuses).append('\n'));
  }

  private void totals(StringBuilder text) {
    total(text, "2xx", cell -> cell.status() < 300);
    total(text, "4xx", cell -> cell.status() >= 400 && cell.status() < 500);
    for (int status : new int[] {500, 503, 504}) {
      total(text, String.valueOf(status), cell -> cell.status() == status);
    }
    total(text, "all", cell -> true);
  }

  private void total(StringBuilder text, String name, Predicate<Cell> group) {
    long documented = counts.keySet().stream().filter(group).count();
    long shown = exercised().stream().filter(group).count();
    text.append(String.format("Cells %-4s shown %3d of %3d documented%n", name, shown, documented));
  }
}
