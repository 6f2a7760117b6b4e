package io.omfconnections.server.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationScoreTest {
  @Test
  void mutant_name_has_no_line_number_or_lambda_index() throws IOException {
    String xml =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <mutations>
        <mutation detected='false' status='SURVIVED' numberOfTestsRun='4'>
          <mutatedClass>io.omfconnections.server.connections.ConnectionService$Inner</mutatedClass>
          <mutatedMethod>lambda$purge$16</mutatedMethod><lineNumber>305</lineNumber>
          <description>replaced return value with null for io/omfconnections/server/connections/\
        ConnectionService::lambda$purge$16</description>
        </mutation>
        <mutation detected='true' status='TIMED_OUT' numberOfTestsRun='1'>
          <mutatedClass>io.omfconnections.server.access.AccessDecision</mutatedClass>
          <mutatedMethod>given</mutatedMethod><lineNumber>7</lineNumber>
          <description>removed call to java/util/List::clear</description>
        </mutation>
        </mutations>
        """;

    assertThat(MutationScore.read(xml))
        .containsExactly(
            new MutationScore.Mutant(
                "access",
                "access.AccessDecision.given: removed call to List::clear",
                7,
                "TIMED_OUT"),
            new MutationScore.Mutant(
                "connections",
                "connections.ConnectionService$Inner.purge (lambda): replaced return value with"
                    + " null",
                305,
                "SURVIVED"));
  }

  @ParameterizedTest
  @CsvSource({
    "9, 1, SURVIVED, true",
    "900, 101, SURVIVED, false",
    "9, 2, SURVIVED, false",
    "9, 2, NO_COVERAGE, false",
    "9, 2, TIMED_OUT, false",
    "9, 2, RUN_ERROR, false",
    "10, 0, SURVIVED, true",
    "0, 1, SURVIVED, false"
  })
  void ninety_percent_of_mutants_must_be_killed(
      int killed, int others, String status, boolean isEnough) {
    List<MutationScore.Mutant> mutants = new ArrayList<>(mutants("rest", "KILLED", killed));
    mutants.addAll(mutants("rest", status, others));

    List<String> reasons = Collections.nCopies(others, "rest.C.m: change | not observable");
    assertThat(MutationScore.evaluate(mutants, reasons, List.of("rest")).isEnough())
        .isEqualTo(isEnough);
  }

  @ParameterizedTest
  @CsvSource({
    "KILLED, true",
    "SURVIVED, false",
    "NO_COVERAGE, false",
    "TIMED_OUT, true",
    "MEMORY_ERROR, true",
    "RUN_ERROR, true"
  })
  void mutant_that_tests_do_not_notice_needs_a_reason(String status, boolean isEnough) {
    List<MutationScore.Mutant> mutants = new ArrayList<>(mutants("rest", "KILLED", 98));
    mutants.addAll(mutants("rest", status, 2));

    List<String> reasons = new ArrayList<>();
    reasons.add("rest.C.m: change | not observable");
    MutationScore.Result result = MutationScore.evaluate(mutants, reasons, List.of("rest"));
    assertThat(result.isEnough()).isEqualTo(isEnough);
    assertThat(result.text().contains("NEW")).isEqualTo(!isEnough);

    reasons.add("rest.C.m: change | not observable, either");
    result = MutationScore.evaluate(mutants, reasons, List.of("rest"));
    assertThat(result.isEnough()).isTrue();
    assertThat(result.text()).doesNotContain("NEW");
  }

  @Test
  void every_required_package_is_judged_separately() {
    List<MutationScore.Mutant> mutants = new ArrayList<>(mutants("access", "KILLED", 100));
    assertThat(MutationScore.evaluate(mutants, List.of(), List.of("access")).isEnough()).isTrue();
    assertThat(MutationScore.evaluate(mutants, List.of(), List.of("access", "rest")).isEnough())
        .isFalse();

    mutants.addAll(mutants("rest", "SURVIVED", 1));
    MutationScore.Result result =
        MutationScore.evaluate(mutants, List.of(), List.of("access", "rest"));
    assertThat(result.isEnough()).isFalse();
    assertThat(result.text().lines())
        .anyMatch(line -> line.matches("access +100 +100 +0 +0 +0 +100 % +100 %"))
        .anyMatch(line -> line.matches("rest +1 +0 +1 +0 +0 +0 % +0 %"));
  }

  @Test
  void survivor_is_shown_with_its_reason_or_as_new() {
    List<MutationScore.Mutant> mutants = mutants("rest", "SURVIVED", 2);

    assertThat(
            MutationScore.evaluate(
                    mutants,
                    List.of("# why", "", "rest.C.m: change | not observable"),
                    List.of("rest"))
                .text())
        .contains("rest.C.m: change, line 1, SURVIVED | not observable", "SURVIVED | NEW");
    assertThatThrownBy(
            () -> MutationScore.evaluate(mutants, List.of("rest.C.m: change"), List.of("rest")))
        .hasMessageContaining("No reason");
  }

  @Test
  void known_survivors_belong_to_classes_that_exist_in_checked_packages() throws Exception {
    Matcher packages =
        Pattern.compile("<mutants.packages>(.*)</mutants.packages>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(packages.find()).isTrue();
    List<String> survivors =
        Files.readAllLines(Path.of("src/test/mutants/survivors.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(survivors)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              String[] parts = line.split("\\.", 3);
              assertThat(parts[0]).isIn((Object[]) packages.group(1).split(",", -1));
              Class.forName("io.omfconnections.server." + parts[0] + "." + parts[1]);
            });
  }

  private static List<MutationScore.Mutant> mutants(String packageName, String status, int count) {
    return Collections.nCopies(
        count, new MutationScore.Mutant(packageName, packageName + ".C.m: change", 1, status));
  }
}
