package io.omfconnections.contract.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.mutants.WrongExchanges.Changed;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Takes one recorded exchange for each operation, version and status, changes it in every way that
 * is known, and expects the check to catch what breaks the contract, and nothing else. It runs
 * after the suites, and means nothing without them.
 */
@Order(Integer.MAX_VALUE - 1)
@Timeout(900)
class WrongExchangesLastTest {
  private static final Path REPORT = Path.of("target/contract-report/wrong-exchanges.txt");

  // Changed a hundred times each; large lists are small ones with more of the same.
  private static final int MOST_BYTES = 20_000;

  /** Rules that no exchange can break alone, as the contract is. */
  private static final Map<Rule, String> NOT_NEEDED =
      Map.of(
          Rule.OPERATION_ID_UNIQUE, "the recorder's, and has a test of its own below",
          Rule.REQUEST_PATH,
              "identifiers are texts of any form (E38); the contract's mutants need it");

  private static List<Exchange> right = List.of();

  /** What was tried, and the rules that were broken by it. */
  private record Tried(Changed changed, Set<Rule> broken) {}

  private static List<Tried> tried = List.of();

  @BeforeAll
  static void change() {
    right = Recorded.sample().representatives(MOST_BYTES);
    ContractCheck check = new ContractCheck(Api.CONTRACT);
    tried =
        right.parallelStream()
            .flatMap(exchange -> WrongExchanges.of(Api.CONTRACT, exchange).stream())
            .map(changed -> new Tried(changed, broken(check, changed)))
            .toList();
  }

  private static Set<Rule> broken(ContractCheck check, Changed changed) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    check.check(changed.exchange()).stream().map(Violation::rule).forEach(rules::add);
    return rules;
  }

  @Test
  void every_exchange_that_breaks_the_contract_is_caught_and_no_other() throws IOException {
    Map<String, int[]> byOperator = new TreeMap<>();
    List<String> mistakes = new ArrayList<>();
    for (Tried one : tried) {
      boolean caught = !one.broken().isEmpty();
      int[] counts = byOperator.computeIfAbsent(one.changed().operator(), key -> new int[3]);
      counts[0]++;
      counts[1] += caught ? 1 : 0;
      if (caught != one.changed().breaks()) {
        counts[2]++;
        mistakes.add(
            one.changed().operator()
                + (caught ? ": breaks nothing, but " + one.broken() : ": was not caught")
                + "\n"
                + one.changed().exchange());
      }
    }
    long wrong = tried.stream().filter(one -> one.changed().breaks()).count();
    StringBuilder text =
        new StringBuilder("Recorded exchanges, changed in one place, and what the check says.\n\n");
    text.append(String.format("%-62s %8s %8s %8s%n", "change", "made", "caught", "mistaken"));
    byOperator.forEach(
        (operator, counts) ->
            text.append(
                String.format("%-62s %8d %8d %8d%n", operator, counts[0], counts[1], counts[2])));
    String totals =
        byOperator.size()
            + " operators on "
            + right.size()
            + " recorded exchanges; "
            + wrong
            + " wrong exchanges made, "
            + (tried.size() - wrong)
            + " that are still right, "
            + mistakes.size()
            + " mistakes of the check\n";
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, text + "\n" + totals);
    System.out.println(totals);
    assertThat(byOperator).hasSizeGreaterThan(24);
    assertThat(wrong).isPositive();
    assertThat(mistakes.stream().limit(20)).isEmpty();
  }

  @Test
  void without_any_one_rule_something_wrong_is_missed() {
    Map<Rule, Integer> alone = new EnumMap<>(Rule.class);
    for (Tried one : tried) {
      if (one.broken().size() == 1) {
        alone.merge(one.broken().iterator().next(), 1, Integer::sum);
      }
    }
    System.out.println("Wrong exchanges that only one rule catches, by rule: " + alone + "\n");
    assertThat(alone.keySet())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                NOT_NEEDED.keySet().stream()
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)))));
  }

  @Test
  void an_operation_id_that_was_seen_before_is_caught() {
    Recorder recorder = new Recorder(Api.CONTRACT);
    List<Exchange> identified =
        right.stream()
            .filter(one -> one.response().headers().first("Operation-Id").isPresent())
            .toList();
    identified.forEach(recorder::record);
    for (Exchange exchange : identified) {
      assertThat(catchThrowable(() -> recorder.record(exchange)))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining(Rule.OPERATION_ID_UNIQUE.name());
    }
  }
}
