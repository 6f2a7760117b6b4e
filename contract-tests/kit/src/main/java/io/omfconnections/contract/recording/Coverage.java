package io.omfconnections.contract.recording;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which of the contract's cells (operation, version, documented status) exchanges have shown, how
 * often, and the exchange that shows each best.
 */
public final class Coverage {
  /** One status that an operation documents, under one version. */
  public record Cell(String operationId, String version, int status) {
    /**
     * Whether this is a fault of the server or of what it stands on, which nobody can order from
     * outside.
     */
    public boolean isFault() {
      return status >= 500;
    }

    /** Whether this is a success. */
    public boolean isSuccess() {
      return status < 300;
    }

    @Override
    public String toString() {
      return operationId + " " + version + " " + status;
    }
  }

  // So many bytes are a connection or two.
  private static final int TELLING = 800;

  private final Contract contract;
  private final List<String> versions;
  private final Map<Cell, Integer> counts = new LinkedHashMap<>();
  private final Map<Cell, Exchange> proofs = new HashMap<>();

  /** No exchange yet. */
  public Coverage(Contract contract) {
    this(contract, contract.versions());
  }

  private Coverage(Contract contract, List<String> versions) {
    this.contract = contract;
    this.versions = List.copyOf(versions);
    for (String version : versions) {
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
      Cell cell = new Cell(known.operation().id(), known.version(), exchange.status());
      if (counts.computeIfPresent(cell, (key, count) -> count + 1) != null) {
        proofs.merge(
            cell, exchange, (old, other) -> noise(cell, other) < noise(cell, old) ? other : old);
      }
    }
  }

  /** What was shown so far of these versions, as though the contract had no others. */
  public synchronized Coverage under(List<String> some) {
    Coverage part = new Coverage(contract, some);
    part.counts.replaceAll((cell, none) -> count(cell));
    part.counts.keySet().forEach(cell -> proof(cell).ifPresent(e -> part.proofs.put(cell, e)));
    return part;
  }

  /** The versions whose cells are counted. */
  public List<String> versions() {
    return versions;
  }

  /** Every cell of these versions, in the contract's order. */
  public synchronized List<Cell> cells() {
    return List.copyOf(counts.keySet());
  }

  /** How many exchanges have shown a cell; 0 for one that the contract lacks, too. */
  public synchronized int count(Cell cell) {
    return counts.getOrDefault(cell, 0);
  }

  /** The exchange that shows a cell best, if one does. */
  public synchronized Optional<Exchange> proof(Cell cell) {
    return Optional.ofNullable(proofs.get(cell));
  }

  // Which of two exchanges a reader learns more from: the plainest request; a success with some
  // data in it, an error with little beside it.
  private static int noise(Cell cell, Exchange exchange) {
    Exchange.Request request = exchange.request();
    int plain = request.target().length() + request.headers().toString().length();
    int bodies = request.body().size() + exchange.response().body().size();
    return plain + (cell.isSuccess() ? Math.abs(bodies - TELLING) : bodies);
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
      for (String version : versions) {
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
    total(text, "2xx", Cell::isSuccess);
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
