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
 * Counts which status cases of the contract exchanges have covered, and selects for each an
 * exchange to show to people. Thread-safe.
 */
public final class Coverage {
  /** A status that an operation documents, in one version of the API. */
  public record StatusCase(String operationId, String version, int status) {
    /** Whether the status reports a fault of the server, which clients cannot provoke. */
    public boolean isServerError() {
      return status >= 500;
    }

    /** Whether the status reports an error of the client. */
    public boolean isClientError() {
      return status >= 400 && status < 500;
    }

    /** Whether the status reports success. */
    public boolean isSuccess() {
      return status < 300;
    }

    @Override
    public String toString() {
      return operationId + " " + version + " " + status;
    }
  }

  // The size of one or two connections.
  private static final int BEST_BODY_SIZE = 800;

  private final Contract contract;
  private final List<String> versions;
  private final Map<StatusCase, Integer> counts = new LinkedHashMap<>();
  private final Map<StatusCase, Exchange> examples = new HashMap<>();

  /** Creates a coverage of all versions, without exchanges. */
  public Coverage(Contract contract) {
    this(contract, contract.versions());
  }

  private Coverage(Contract contract, List<String> versions) {
    this.contract = contract;
    this.versions = List.copyOf(versions);
    for (String version : versions) {
      for (Operation operation : contract.operations()) {
        for (int status : operation.responses().keySet()) {
          counts.put(new StatusCase(operation.id(), version, status), 0);
        }
      }
    }
  }

  /** Counts an exchange that follows the contract. */
  public synchronized void add(Exchange exchange) {
    Exchange.Request request = exchange.request();
    if (request.wellFormed()
        && contract.match(request.method(), request.target())
            instanceof Contract.Match.Documented known) {
      StatusCase statusCase =
          new StatusCase(known.operation().id(), known.version(), exchange.status());
      if (counts.computeIfPresent(statusCase, (key, count) -> count + 1) != null) {
        examples.merge(
            statusCase,
            exchange,
            (old, other) -> distance(statusCase, other) < distance(statusCase, old) ? other : old);
      }
    }
  }

  /** Returns a copy that is restricted to some versions of the API. */
  public synchronized Coverage ofVersions(List<String> some) {
    Coverage part = new Coverage(contract, some);
    part.counts.replaceAll((statusCase, none) -> count(statusCase));
    part.counts
        .keySet()
        .forEach(
            statusCase -> example(statusCase).ifPresent(e -> part.examples.put(statusCase, e)));
    return part;
  }

  /** Returns the versions that are counted. */
  public List<String> versions() {
    return versions;
  }

  /** Returns the status cases of these versions, in the order of the contract. */
  public synchronized List<StatusCase> statusCases() {
    return List.copyOf(counts.keySet());
  }

  /** Returns the number of exchanges with a status case; 0 for an undocumented status. */
  public synchronized int count(StatusCase statusCase) {
    return counts.getOrDefault(statusCase, 0);
  }

  /** Returns the exchange that illustrates a status case best, if it is covered. */
  public synchronized Optional<Exchange> example(StatusCase statusCase) {
    return Optional.ofNullable(examples.get(statusCase));
  }

  // The less, the better an exchange illustrates its status case: a short request, and a response
  // with one or two connections or, for an error, with little more than the error.
  private static int distance(StatusCase statusCase, Exchange exchange) {
    Exchange.Request request = exchange.request();
    int plain = request.target().length() + request.headers().toString().length();
    int bodies = request.body().size() + exchange.response().body().size();
    return plain + (statusCase.isSuccess() ? Math.abs(bodies - BEST_BODY_SIZE) : bodies);
  }

  /** Returns the status cases that at least one exchange covers. */
  public synchronized List<StatusCase> covered() {
    return statusCases(count -> count > 0);
  }

  /** Returns the status cases that no exchange covers. */
  public synchronized List<StatusCase> missing() {
    return statusCases(count -> count == 0);
  }

  private List<StatusCase> statusCases(Predicate<Integer> wanted) {
    List<StatusCase> found = new ArrayList<>();
    counts.forEach(
        (statusCase, count) -> {
          if (wanted.test(count)) {
            found.add(statusCase);
          }
        });
    return found;
  }

  /**
   * Returns a report as text: a table of operations and statuses, the missing status cases, and
   * totals.
   */
  public synchronized String report() {
    TreeSet<Integer> statuses = new TreeSet<>();
    counts.keySet().forEach(statusCase -> statuses.add(statusCase.status()));
    StringBuilder text = new StringBuilder();
    text.append("Exchanges by operation, version and status. 0: documented, but not covered.\n\n");
    text.append(String.format("%-38s %-11s", "operation", "version"));
    statuses.forEach(status -> text.append(String.format("%6d", status)));
    text.append('\n');
    for (Operation operation : contract.operations()) {
      for (String version : versions) {
        text.append(String.format("%-38s %-11s", operation.id(), version));
        for (int status : statuses) {
          Integer count = counts.get(new StatusCase(operation.id(), version, status));
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
    for (StatusCase statusCase : missing()) {
      byOperation
          .computeIfAbsent(
              statusCase.operationId() + " " + statusCase.version(), key -> new ArrayList<>())
          .add(statusCase.status());
    }
    if (!byOperation.isEmpty()) {
      text.append("\nDocumented, but not covered:\n");
    }
    byOperation.forEach(
        (operation, statuses) ->
            text.append("  ").append(operation).append(": ").append(statuses).append('\n'));
  }

  private void totals(StringBuilder text) {
    total(text, "2xx", StatusCase::isSuccess);
    total(text, "4xx", StatusCase::isClientError);
    for (int status : new int[] {500, 503, 504}) {
      total(text, String.valueOf(status), statusCase -> statusCase.status() == status);
    }
    total(text, "all", statusCase -> true);
  }

  private void total(StringBuilder text, String name, Predicate<StatusCase> group) {
    long documented = counts.keySet().stream().filter(group).count();
    long count = covered().stream().filter(group).count();
    text.append(String.format("Covered %-4s %3d of %3d status cases%n", name, count, documented));
  }
}
