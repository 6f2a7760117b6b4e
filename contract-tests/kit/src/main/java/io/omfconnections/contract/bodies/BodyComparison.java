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
 * Holds a server's answers to bodies against the verdicts on them, and counts.
 *
 * <p>Any number of threads may use one.
 */
public final class BodyComparison {
  /** What was tried, for one operation or kind. */
  private static final class Count {
    private int valid;
    private int invalid;
    private int disagreements;
  }

  private final BodyVerdicts verdicts;
  private final Map<String, Map<Kind, Count>> counts = new LinkedHashMap<>();
  private final Map<Exemption, Integer> exemptions = new EnumMap<>(Exemption.class);
  private final List<String> disagreements = new ArrayList<>();

  /** A comparison without a body yet. */
  public BodyComparison(BodyVerdicts verdicts) {
    this.verdicts = verdicts;
  }

  /**
   * Compares the answer to one body: 2xx is due exactly to a valid one, 400 exactly to any other.
   *
   * @param status the status of the answer
   * @return whether they agree
   */
  public boolean add(GeneratedBody body, int status) {
    return add(body, status >= 200 && status < 300, status == 400, "status " + status);
  }

  /**
   * Counts a body as one that there is a disagreement about, whatever the verdict: there was no
   * answer, or one that breaks the contract otherwise.
   *
   * @param answer what there was
   */
  public void addFailed(GeneratedBody body, String answer) {
    add(body, false, false, answer);
  }

  private boolean add(GeneratedBody body, boolean accepted, boolean refused, String answer) {
    Verdict verdict = verdicts.of(body.operationId(), body.body());
    boolean agree = verdict.valid() ? accepted : refused;
    synchronized (this) {
      Count count =
          counts
              .computeIfAbsent(body.operationId(), key -> new EnumMap<>(Kind.class))
              .computeIfAbsent(body.kind(), key -> new Count());
      if (verdict.valid()) {
        count.valid++;
      } else {
        count.invalid++;
      }
      if (verdict.exemption() != null) {
        exemptions.merge(verdict.exemption(), 1, Integer::sum);
      }
      if (!agree) {
        count.disagreements++;
        disagreements.add(
            (verdict.valid() ? "to be accepted" : "to be refused")
                + " ("
                + verdict.reason()
                + "), but "
                + answer
                + "\n    "
                + body.describe());
      }
    }
    return agree;
  }

  /** Each disagreement, with both verdicts and how to make the body again. */
  public synchronized List<String> disagreements() {
    return List.copyOf(disagreements);
  }

  /** How many bodies there is a disagreement about. */
  public synchronized int disagreed() {
    return disagreements.size();
  }

  /** How many bodies were compared. */
  public synchronized int tried() {
    return sum(null, null).valid + sum(null, null).invalid;
  }

  /** How many bodies of an operation are valid. */
  public synchronized int valid(String operationId) {
    return sum(operationId, null).valid;
  }

  /** How many bodies of an operation are not. */
  public synchronized int invalid(String operationId) {
    return sum(operationId, null).invalid;
  }

  /** The kinds that there were of an operation's bodies. */
  public synchronized Set<Kind> kinds(String operationId) {
    Map<Kind, Count> kinds = counts.getOrDefault(operationId, Map.of());
    return kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds.keySet());
  }

  /** The exemptions for which bodies were refused that keep to the schema. */
  public synchronized Set<Exemption> exemptions() {
    return exemptions.isEmpty() ? Set.of() : EnumSet.copyOf(exemptions.keySet());
  }

  /** All counts, for people to read. */
  public synchronized String report() {
    StringBuilder text = new StringBuilder();
    line(text, "operation or kind", "tried", "valid", "invalid", "disagree");
    counts.keySet().forEach(operation -> line(text, operation, sum(operation, null)));
    for (Kind kind : Kind.values()) {
      line(text, "  " + kind, sum(null, kind));
    }
    line(text, "all", sum(null, null));
    return text.append("Refused although the schema accepts them: ")
        .append(
            exemptions.entrySet().stream()
                .map(e -> e.getKey() + " (" + e.getKey().erratum() + ") " + e.getValue())
                .collect(Collectors.joining(", ", "", ".\n")))
        .toString();
  }

  private Count sum(@Nullable String operationId, @Nullable Kind kind) {
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
        String.valueOf(count.valid + count.invalid),
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
