package io.omfconnections.contract.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.mutants.MutantTester.Outcome;
import io.omfconnections.contract.mutants.MutantTester.Result;
import io.omfconnections.openapi.documents.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that the recorded exchanges detect every mutant of the contract. */
@Timeout(900)
class ContractMutantsTest {
  private static final Path REPORT = Path.of("target/contract-report/contract-mutants.txt");

  /**
   * The errors of the service for requests that the schemas allow, but a rule in prose forbids:
   * client identifiers that are repeated or belong to another connection (E23), updates of a
   * connection that is being deleted (E24), invalid owners (E25), bodies that are too deep or too
   * large (E29).
   */
  private static final Set<String> ERRORS_FOR_PROSE =
      Set.of("Invalid request", "Malformed body", "Body too large");

  private static RecordedExchanges recorded;
  private static MutantTester tester;

  @BeforeAll
  static void readExchanges() {
    recorded = RecordedExchanges.read();
    tester = new MutantTester(RecordedExchanges.CONTRACT, recorded.sample());
  }

  @Test
  void recorded_exchanges_do_not_violate_contract() {
    ContractCheck check = new ContractCheck(RecordedExchanges.CONTRACT);
    List<Exchange> violating =
        recorded.all().parallelStream()
            .filter(exchange -> !check.check(exchange).isEmpty())
            .toList();

    assertThat(recorded.all()).isNotEmpty();
    assertThat(violating).isEmpty();
  }

  @Test
  void recorded_exchanges_meet_all_requirements_of_contract() {
    Set<String> impossible = ReviewedExemptions.read("unmet-requirements.txt").keySet();
    Set<String> unexplained = new TreeSet<>(tester.unmet());
    unexplained.removeAll(impossible);

    assertThat(unexplained)
        .as("requirements of the contract that no exchange meets: add an exchange to a suite")
        .isEmpty();
    assertThat(tester.unmet())
        .as("requirements that unmet-requirements.txt lists as impossible, but exchanges meet")
        .containsAll(impossible);
  }

  @Test
  void request_that_schemas_allow_is_rejected_only_for_rule_in_prose() throws NotJsonException {
    for (Exchange exchange : tester.rejectedByProse()) {
      JsonNode error = StrictJson.read(exchange.response().body());
      assertThat(ERRORS_FOR_PROSE).as(exchange.describe()).contains(error.path("Error").asText());
    }
  }

  @Test
  void every_mutant_is_detected_or_listed_as_equivalent() throws IOException {
    Instant start = Instant.now();
    List<Mutant> mutants = ContractMutants.of(tester.document());
    assertThat(mutants.stream().map(Mutant::name)).doesNotHaveDuplicates();
    List<Result> results =
        mutants.parallelStream()
            .map(tester::test)
            .filter(result -> result.outcome() != Outcome.EQUIVALENT_DOCUMENT)
            .toList();
    Map<String, String> equivalent = ReviewedExemptions.read("equivalent-mutants.txt");
    MutationReport report = new MutationReport(results, equivalent);
    String summary =
        report.summary(
            results.stream().filter(ContractMutantsTest::isDetectedByDocuments).count(),
            recorded.sample().exchanges().size() + " distinct ones of " + recorded.all().size(),
            tester);
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, summary + report.details());
    System.out.println(
        summary + Duration.between(start, Instant.now()).toSeconds() + " seconds.\n");

    assertThat(report.operatorCount()).isGreaterThan(24);
    assertThat(report.survivors()).as("mutants that no exchange detects").isEmpty();
    assertThat(equivalent.keySet())
        .as("mutants in equivalent-mutants.txt that are detected, or do not exist")
        .isSubsetOf(survivors(results));
  }

  private static Set<String> survivors(List<Result> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.SURVIVED)
        .map(result -> result.mutant().name())
        .collect(Collectors.toSet());
  }

  /** Returns whether a surviving mutant contradicts the documented facts. */
  private static boolean isDetectedByDocuments(Result result) {
    // The comparison needs the extensions, which the tester's document lacks.
    JsonNode contract = RecordedExchanges.CONTRACT.document();
    return result.outcome() == Outcome.SURVIVED
        && !Comparison.of(result.mutant().document(contract)).differences().isEmpty();
  }

  @Test
  void no_mutant_is_detected_by_violations_if_there_are_no_exchanges() {
    ExchangeSample none = new ExchangeSample(RecordedExchanges.CONTRACT, List.of());
    MutantTester withoutExchanges = new MutantTester(RecordedExchanges.CONTRACT, none);
    Set<Outcome> outcomes =
        ContractMutants.of(withoutExchanges.document()).stream()
            .filter(mutant -> mutant.operator().equals("type changed"))
            .map(withoutExchanges::test)
            .map(Result::outcome)
            .collect(Collectors.toSet());

    assertThat(outcomes).isNotEmpty().doesNotContain(Outcome.VIOLATED, Outcome.VALID_BUT_REJECTED);
    assertThat(withoutExchanges.unmet()).isNotEmpty();
  }
}
