package io.omfconnections.contract.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Changes one recorded exchange for each operation, version and status in many ways, and tests that
 * the contract check reports the changes that violate the contract, and no others.
 */
@Timeout(900)
class WrongExchangesTest {
  private static final Path REPORT = Path.of("target/contract-report/wrong-exchanges.txt");

  /** The maximum size of an exchange. Larger ones take long, and contain only more of the same. */
  private static final int MAX_SIZE = 20_000;

  /** The rules that no changed exchange violates. */
  private static final Set<Rule> NOT_VIOLATED =
      EnumSet.of(
          // Compares exchanges; tested below.
          Rule.OPERATION_ID_UNIQUE,
          // Path parameters are strings of any form (E38); mutants of the contract need the rule.
          Rule.REQUEST_PATH);

  /**
   * The result for a changed exchange.
   *
   * @param violated the rules that it violates
   */
  private record Result(ChangedExchange changed, Set<Rule> violated) {
    boolean isMistake() {
      return violated.isEmpty() == changed.violates();
    }

    String describe() {
      return changed.operator()
          + (violated.isEmpty() ? ": not detected" : ": correct, but violates " + violated)
          + "\n"
          + changed.exchange();
    }
  }

  /** The number of results for an operator. */
  private static final class Count {
    private int all;
    private int detected;
    private int mistakes;
  }

  private static List<Exchange> originals = List.of();
  private static List<Result> results = List.of();

  @BeforeAll
  static void checkChangedExchanges() {
    originals = RecordedExchanges.read().sample().representatives(MAX_SIZE);
    ContractCheck check = new ContractCheck(RecordedExchanges.CONTRACT);
    results =
        originals.parallelStream()
            .flatMap(original -> WrongExchanges.of(RecordedExchanges.CONTRACT, original).stream())
            .map(changed -> new Result(changed, violatedRules(check, changed.exchange())))
            .toList();
  }

  private static Set<Rule> violatedRules(ContractCheck check, Exchange exchange) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    check.check(exchange).stream().map(Violation::rule).forEach(rules::add);
    return rules;
  }

  @Test
  void exchange_is_reported_if_and_only_if_change_violates_contract() throws IOException {
    Map<String, Count> byOperator = new TreeMap<>();
    List<String> mistakes = new ArrayList<>();
    for (Result result : results) {
      Count count = byOperator.computeIfAbsent(result.changed().operator(), key -> new Count());
      count.all++;
      count.detected += result.violated().isEmpty() ? 0 : 1;
      if (result.isMistake()) {
        count.mistakes++;
        mistakes.add(result.describe());
      }
    }
    long wrong = results.stream().filter(result -> result.changed().violates()).count();
    String totals =
        String.format(
            "%d operators on %d recorded exchanges: %d wrong exchanges, %d correct ones,"
                + " %d mistakes of the contract check.%n",
            byOperator.size(), originals.size(), wrong, results.size() - wrong, mistakes.size());
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, table(byOperator) + "\n" + totals);
    System.out.println(totals);

    assertThat(byOperator).hasSizeGreaterThan(24);
    assertThat(wrong).isPositive();
    assertThat(mistakes.stream().limit(20)).isEmpty();
  }

  private static String table(Map<String, Count> byOperator) {
    StringBuilder text =
        new StringBuilder("Recorded exchanges with one change, and whether they are detected.\n\n");
    text.append(
        String.format("%-62s %9s %9s %9s%n", "operator", "exchanges", "detected", "mistakes"));
    byOperator.forEach(
        (operator, count) ->
            text.append(
                String.format(
                    "%-62s %9d %9d %9d%n", operator, count.all, count.detected, count.mistakes)));
    return text.toString();
  }

  @Test
  void each_rule_is_the_only_one_to_detect_some_wrong_exchange() {
    Map<Rule, Integer> detectedAlone = new EnumMap<>(Rule.class);
    for (Result result : results) {
      if (result.violated().size() == 1) {
        detectedAlone.merge(result.violated().iterator().next(), 1, Integer::sum);
      }
    }
    System.out.println(
        "Wrong exchanges that only one rule reports, by rule: " + detectedAlone + "\n");

    assertThat(detectedAlone.keySet())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(NOT_VIOLATED)));
  }

  @Test
  void repeated_operation_id_is_reported() {
    Recorder recorder = new Recorder(RecordedExchanges.CONTRACT);
    List<Exchange> withId =
        originals.stream()
            .filter(one -> one.response().headers().first("Operation-Id").isPresent())
            .toList();
    withId.forEach(recorder::record);

    assertThat(withId).isNotEmpty();
    for (Exchange exchange : withId) {
      assertThat(catchThrowable(() -> recorder.record(exchange)))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining(Rule.OPERATION_ID_UNIQUE.name());
    }
  }
}
