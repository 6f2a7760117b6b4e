package io.omfconnections.contract.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.mutants.MutantTrial.Outcome;
import io.omfconnections.contract.mutants.MutantTrial.Verdict;
import io.omfconnections.openapi.documents.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every mutant of the contract is caught by what the suites have recorded. It runs after all of
 * them, and means nothing when it runs without them.
 */
@Order(Integer.MAX_VALUE - 1)
@Timeout(900)
class ContractMutantsLastTest {
  private static final Path REPORT = Path.of("target/contract-report/contract-mutants.txt");

  /**
   * What an error of the service says when it refuses with 400 what the schemas allow: clients that
   * are taken or stand twice (E23), updates of what is Deleting (E24), owners (E25), and bodies
   * that are too deep or too large (E29).
   */
  private static final Set<String> REFUSED_BY_PROSE =
      Set.of("Invalid request", "Malformed body", "Body too large");

  private static MutantTrial trial;

  @BeforeAll
  static void read() {
    trial = new MutantTrial(Api.CONTRACT, Recorded.sample());
  }

  @Test
  void all_that_the_contract_demands_has_been_shown() {
    Map<String, String> known = Reasons.of("unmet-demands.txt");
    Set<String> unexplained = new TreeSet<>(trial.unmet());
    unexplained.removeAll(known.keySet());
    assertThat(unexplained)
        .as("what the contract demands, and no exchange shows: add one to a suite")
        .isEmpty();
    assertThat(trial.unmet())
        .as("what unmet-demands.txt says to be impossible, and has been shown")
        .containsAll(known.keySet());
  }

  @Test
  void a_request_that_the_schemas_allow_is_refused_for_a_reason_of_the_errata_only()
      throws NotJsonException {
    for (Exchange exchange : trial.refusedByProse()) {
      JsonNode error = StrictJson.read(exchange.response().body());
      assertThat(REFUSED_BY_PROSE).as(exchange.describe()).contains(error.path("Error").asText());
    }
  }

  @Test
  void every_mutant_of_the_contract_is_caught() throws IOException {
    Instant start = Instant.now();
    List<Mutant> mutants = ContractMutants.of(trial.document());
    assertThat(mutants.stream().map(Mutant::name)).doesNotHaveDuplicates();
    List<Verdict> verdicts =
        mutants.parallelStream()
            .map(trial::tryOut)
            .filter(verdict -> verdict.outcome() != Outcome.SAME)
            .toList();
    Map<String, String> equivalent = Reasons.of("equivalent-mutants.txt");
    List<String> survivors = new ArrayList<>();
    Set<String> unneeded = new TreeSet<>(equivalent.keySet());
    for (Verdict verdict : verdicts) {
      String name = verdict.mutant().name();
      if (verdict.outcome() == Outcome.SURVIVED && !unneeded.remove(name)) {
        survivors.add(name);
      }
    }
    String report = report(verdicts, equivalent, survivors);
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, report + each(verdicts, equivalent));
    System.out.println(
        report + "in " + Duration.between(start, Instant.now()).toSeconds() + " seconds\n");
    assertThat(mutants.stream().map(Mutant::operator).distinct()).hasSizeGreaterThan(24);
    assertThat(survivors).as("mutants of the contract that nothing has noticed").isEmpty();
    assertThat(unneeded)
        .as("mutants that equivalent-mutants.txt excuses, and that are caught or not made")
        .isEmpty();
  }

  private static String report(
      List<Verdict> verdicts, Map<String, String> equivalent, List<String> survivors) {
    Map<String, Map<Outcome, Integer>> byOperator = new TreeMap<>();
    Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
    for (Verdict verdict : verdicts) {
      byOperator
          .computeIfAbsent(verdict.mutant().operator(), key -> new EnumMap<>(Outcome.class))
          .merge(verdict.outcome(), 1, Integer::sum);
      all.merge(verdict.outcome(), 1, Integer::sum);
    }
    StringBuilder text =
        new StringBuilder("Mutants of the contract, and how they were caught.\n\n");
    text.append(
        String.format(
            "%-36s %8s %10s %8s %8s %11s %10s %10s%n",
            "operator",
            "made",
            "violation",
            "demand",
            "refusal",
            "unreadable",
            "not shown",
            "not caught"));
    byOperator.forEach((operator, outcomes) -> line(text, operator, outcomes));
    line(text, "all", all);
    text.append('\n')
        .append(byOperator.size())
        .append(" operators, ")
        .append(verdicts.size())
        .append(" mutants, ")
        .append(
            verdicts.size()
                - all.getOrDefault(Outcome.SURVIVED, 0)
                - all.getOrDefault(Outcome.NOT_SHOWN, 0))
        .append(" caught, ")
        .append(all.getOrDefault(Outcome.NOT_SHOWN, 0))
        .append(" of statuses that no exchange shows, ")
        .append(all.getOrDefault(Outcome.SURVIVED, 0) - survivors.size())
        .append(" that no exchange can tell (of ")
        .append(equivalent.size())
        .append(" listed with a reason; the documents' facts tell ")
        .append(verdicts.stream().filter(ContractMutantsLastTest::isToldByTheDocuments).count())
        .append(" of them), ")
        .append(survivors.size())
        .append(" survivors; by ")
        .append(Recorded.sample().size())
        .append(" different exchanges of ")
        .append(Recorded.exchanges().size())
        .append("; the contract demands ")
        .append(trial.demanded())
        .append(" things, ")
        .append(trial.unmet().size())
        .append(" of them excused with a reason\n");
    survivors.forEach(survivor -> text.append("SURVIVED ").append(survivor).append('\n'));
    return text.toString();
  }

  /** Whether nothing but the facts of the documents tells the mutant from the contract. */
  private static boolean isToldByTheDocuments(Verdict verdict) {
    return verdict.outcome() == Outcome.SURVIVED
        && !Comparison.of(verdict.mutant().document(trial.document())).differences().isEmpty();
  }

  private static void line(StringBuilder text, String operator, Map<Outcome, Integer> outcomes) {
    text.append(
        String.format(
            "%-36s %8d %10d %8d %8d %11d %10d %10d%n",
            operator,
            outcomes.values().stream().mapToInt(Integer::intValue).sum(),
            outcomes.getOrDefault(Outcome.VIOLATED, 0),
            outcomes.getOrDefault(Outcome.DEMANDS_MORE, 0),
            outcomes.getOrDefault(Outcome.REFUSED_THOUGH_VALID, 0),
            outcomes.getOrDefault(Outcome.UNREADABLE, 0),
            outcomes.getOrDefault(Outcome.NOT_SHOWN, 0),
            outcomes.getOrDefault(Outcome.SURVIVED, 0)));
  }

  private static String each(List<Verdict> verdicts, Map<String, String> equivalent) {
    StringBuilder text =
        new StringBuilder("\nEach mutant, and the first thing that caught it.\n\n");
    for (Verdict verdict : verdicts) {
      String name = verdict.mutant().name();
      String by = verdict.by().lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
      text.append(verdict.outcome())
          .append(" | ")
          .append(name)
          .append(" | ")
          .append(by.isEmpty() ? equivalent.getOrDefault(name, "") : by)
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void with_no_exchange_hardly_a_mutant_is_caught() {
    // So it is the exchanges that catch them.
    MutantTrial none = new MutantTrial(Api.CONTRACT, new Sample(Api.CONTRACT, List.of()));
    Set<Outcome> outcomes =
        ContractMutants.of(none.document()).stream()
            .filter(mutant -> mutant.operator().equals("type changed"))
            .map(none::tryOut)
            .map(Verdict::outcome)
            .collect(Collectors.toSet());
    assertThat(outcomes).doesNotContain(Outcome.VIOLATED, Outcome.REFUSED_THOUGH_VALID);
    assertThat(none.unmet()).isNotEmpty();
  }
}
