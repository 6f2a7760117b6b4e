package io.omfconnections.contract.mutants;

import io.omfconnections.contract.mutants.MutantTester.Outcome;
import io.omfconnections.contract.mutants.MutantTester.Result;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report on all mutants: a table by operator, and how each mutant was detected. */
final class MutationReport {
  private static final String COLUMNS = "%-36s %8s %10s %10s %10s %12s %10s %10s%n";

  private final List<Result> results;
  private final Map<String, String> equivalent;
  private final Map<Outcome, Integer> totals = new EnumMap<>(Outcome.class);
  private final Map<String, Map<Outcome, Integer>> byOperator = new TreeMap<>();

  /**
   * Counts results.
   *
   * @param results the results without those of {@link Outcome#EQUIVALENT_DOCUMENT}
   * @param equivalent the reasons of the mutants that need not be detected, by name
   */
  MutationReport(List<Result> results, Map<String, String> equivalent) {
    this.results = results;
    this.equivalent = equivalent;
    for (Result result : results) {
      totals.merge(result.outcome(), 1, Integer::sum);
      byOperator
          .computeIfAbsent(result.mutant().operator(), key -> new EnumMap<>(Outcome.class))
          .merge(result.outcome(), 1, Integer::sum);
    }
  }

  int operatorCount() {
    return byOperator.size();
  }

  /** Returns the names of the mutants that survived although they must be detected. */
  List<String> survivors() {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.SURVIVED)
        .map(result -> result.mutant().name())
        .filter(name -> !equivalent.containsKey(name))
        .toList();
  }

  /**
   * Returns the table by operator and the totals.
   *
   * @param detectedByDocuments the number of survivors that only the documented facts detect
   * @param exchanges a description of the exchanges
   * @param tester the tester that produced the results
   */
  String summary(long detectedByDocuments, String exchanges, MutantTester tester) {
    StringBuilder text =
        new StringBuilder("Mutants of the contract, and how they were detected.\n\n");
    text.append(
        String.format(
            COLUMNS,
            "operator",
            "mutants",
            "violation",
            "not shown",
            "valid 400",
            "unsupported",
            "no status",
            "survived"));
    byOperator.forEach((operator, outcomes) -> row(text, operator, outcomes));
    row(text, "all", totals);
    int survived = count(totals, Outcome.SURVIVED);
    int notShown = count(totals, Outcome.STATUS_NOT_SHOWN);
    List<String> survivors = survivors();
    text.append(
        String.format(
            """

            %d operators, %d mutants: %d detected, %d of statuses that no exchange shows, \
            %d listed as equivalent (the documented facts detect %d of them), %d survivors.
            Exchanges: %s.
            The contract has %d requirements; %d of them are listed as impossible to meet.
            """,
            operatorCount(),
            results.size(),
            results.size() - survived - notShown,
            notShown,
            survived - survivors.size(),
            detectedByDocuments,
            survivors.size(),
            exchanges,
            tester.requirementCount(),
            tester.unmet().size()));
    survivors.forEach(survivor -> text.append("SURVIVED ").append(survivor).append('\n'));
    return text.toString();
  }

  /** Returns a line for each mutant, with the evidence that detected it. */
  String details() {
    StringBuilder text =
        new StringBuilder("\nEach mutant, and the first evidence that detected it.\n\n");
    for (Result result : results) {
      String name = result.mutant().name();
      String evidence = String.join(" ", result.evidence().lines().map(String::strip).toList());
      text.append(result.outcome())
          .append(" | ")
          .append(name)
          .append(" | ")
          .append(evidence.isEmpty() ? equivalent.getOrDefault(name, "") : evidence)
          .append('\n');
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String operator, Map<Outcome, Integer> outcomes) {
    text.append(
        String.format(
            COLUMNS,
            operator,
            outcomes.values().stream().mapToInt(Integer::intValue).sum(),
            count(outcomes, Outcome.VIOLATED),
            count(outcomes, Outcome.FACT_NOT_SHOWN),
            count(outcomes, Outcome.VALID_BUT_REJECTED),
            count(outcomes, Outcome.UNSUPPORTED),
            count(outcomes, Outcome.STATUS_NOT_SHOWN),
            count(outcomes, Outcome.SURVIVED)));
  }

  private static int count(Map<Outcome, Integer> outcomes, Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }
}
