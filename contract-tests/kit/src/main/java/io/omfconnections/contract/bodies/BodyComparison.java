package io.omfconnections.contract.bodies;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the status codes that a server returns for bodies with the verdicts, and counts the
 * results.
 *
 * <p>Safe for use by multiple threads.
 */
public final class BodyComparison {
  /** The counts for one operation and kind. */
  private static final class Count {
    private int valid;
    private int invalid;
    private int disagreements;

    private int all() {
      return valid + invalid;
    }
  }

  private final BodyVerdicts verdicts;
  private final Map<String, Map<BodyKind, Count>> counts = new LinkedHashMap<>();
  private final Map<ProseRule, Integer> proseRules = new EnumMap<>(ProseRule.class);
  private final List<String> disagreements = new ArrayList<>();

  /** Creates an empty comparison. */
  public BodyComparison(BodyVerdicts verdicts) {
    this.verdicts = verdicts;
  }

  /**
   * Compares the status code for one body: it must be 2xx for a valid body and 400 for any other.
   *
   * @return whether status code and verdict agree
   */
  public boolean add(GeneratedBody body, int status) {
    return add(body, status >= 200 && status < 300, status == 400, "status " + status);
  }

  /**
   * Adds a disagreement, whatever the verdict, for a body without a response, or with one that
   * violates the contract.
   *
   * @param failure what happened, for reports
   */
  public void addFailed(GeneratedBody body, String failure) {
    add(body, false, false, failure);
  }

  private boolean add(GeneratedBody body, boolean accepted, boolean rejected, String result) {
    Verdict verdict = verdicts.of(body.operationId(), body.body());
    boolean agree = verdict.valid() ? accepted : rejected;
    synchronized (this) {
      Count count =
          counts
              .computeIfAbsent(body.operationId(), key -> new EnumMap<>(BodyKind.class))
              .computeIfAbsent(body.kind(), key -> new Count());
      if (verdict.valid()) {
        count.valid++;
      } else {
        count.invalid++;
      }
      if (verdict.rule() != null) {
        proseRules.merge(verdict.rule(), 1, Integer::sum);
      }
      if (!agree) {
        count.disagreements++;
        disagreements.add(
            String.format(
                "must be %s (%s), but %s\n    %s",
                verdict.valid() ? "accepted" : "rejected",
                verdict.reason(),
                result,
                body.describe()));
      }
    }
    return agree;
  }

  /** Returns the disagreements, each with verdict, result, and the numbers that reproduce it. */
  public synchronized List<String> disagreements() {
    return List.copyOf(disagreements);
  }

  /** Returns the number of disagreements. */
  public synchronized int disagreementCount() {
    return disagreements.size();
  }

  /** Returns the number of bodies that were added. */
  public synchronized int count() {
    return sum(null, null).all();
  }

  /** Returns the number of valid bodies for an operation. */
  public synchronized int valid(String operationId) {
    return sum(operationId, null).valid;
  }

  /** Returns the number of invalid bodies for an operation. */
  public synchronized int invalid(String operationId) {
    return sum(operationId, null).invalid;
  }

  /** Returns the kinds of the bodies for an operation. */
  public synchronized Set<BodyKind> kinds(String operationId) {
    Map<BodyKind, Count> kinds = counts.getOrDefault(operationId, Map.of());
    return kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds.keySet());
  }

  /** Returns the rules that bodies violated although their schema accepts them. */
  public synchronized Set<ProseRule> proseRules() {
    return proseRules.isEmpty() ? Set.of() : EnumSet.copyOf(proseRules.keySet());
  }

  /** Returns a table of all counts. */
  public synchronized String report() {
    StringBuilder text = new StringBuilder();
    line(text, "operation or kind", "bodies", "valid", "invalid", "disagree");
    counts.keySet().forEach(operation -> line(text, operation, sum(operation, null)));
    for (BodyKind kind : BodyKind.values()) {
      line(text, "  " + kind, sum(null, kind));
    }
    line(text, "all", sum(null, null));
    return text.append("Bodies that violate only a rule in prose: ")
        .append(
            proseRules.entrySet().stream()
                .map(e -> e.getKey() + " (" + e.getKey().erratum() + ") " + e.getValue())
                .collect(Collectors.joining(", ", "", ".\n")))
        .toString();
  }

  /** Adds up the counts of an operation and a kind; null stands for all of them. */
  private Count sum(@Nullable String operationId, @Nullable BodyKind kind) {
    Count sum = new Count();
    counts.forEach(
        (operation, kinds) ->
            kinds.forEach(
                (of, count) -> {
                  if ((operationId == null || operationId.equals(operation))
                      && (kind == null || kind == of)) {
                    sum.valid += count.valid;
                    sum.invalid += count.invalid;
                    sum.disagreements += count.disagreements;
                  }
                }));
    return sum;
  }

  private static void line(StringBuilder text, String name, Count count) {
    line(
        text,
        name,
        String.valueOf(count.all()),
        String.valueOf(count.valid),
        String.valueOf(count.invalid),
        String.valueOf(count.disagreements));
  }

  private static void line(StringBuilder text, String name, String... columns) {
    text.append(String.format("%-40s", name));
    for (String column : columns) {
      text.append(String.format("%9s", column));
    }
    text.append('\n');
  }
}
