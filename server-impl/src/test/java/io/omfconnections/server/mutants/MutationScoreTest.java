package io.omfconnections.server.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationScoreTest {
  @Test
  void aMutantIsReadWithoutWhatMovesInItsName() throws IOException {
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
                "connections.ConnectionService$Inner.purge (lambda): replaced return value with null",
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
  void ninetyOfAHundredHaveToBeKilledByATest(
      int killed, int others, String status, boolean isEnough) {
    List<MutationScore.Mutant> mutants = new ArrayList<>(mutants("rest", "KILLED", killed));
    mutants.addAll(mutants("rest", status, others));

    assertThat(MutationScore.judge(mutants, List.of(), List.of("rest")).isEnough())
        .isEqualTo(isEnough);
  }

  @Test
  void aBadPackageDoesNotHideBehindAGoodOneNorDoesOneThatIsNotThere() {
    List<MutationScore.Mutant> mutants = new ArrayList<>(mutants("access", "KILLED", 100));
    assertThat(MutationScore.judge(mutants, List.of(), List.of("access")).isEnough()).isTrue();
    assertThat(MutationScore.judge(mutants, List.of(), List.of("access", "rest")).isEnough())
        .isFalse();

    mutants.addAll(mutants("rest", "SURVIVED", 1));
    MutationScore.Result result =
        MutationScore.judge(mutants, List.of(), List.of("access", "rest"));
    assertThat(result.isEnough()).isFalse();
    assertThat(result.text().lines())
        .anyMatch(line -> line.matches("access +100 +100 +0 +0 +0 +100 % +100 %"))
        .anyMatch(line -> line.matches("rest +1 +0 +1 +0 +0 +0 % +0 %"));
  }

  @Test
  void aSurvivorIsShownWithItsReasonAndOneThatNobodyHasLookedAtAsNew() {
    List<MutationScore.Mutant> mutants = mutants("rest", "SURVIVED", 2);

    assertThat(
            MutationScore.judge(
                    mutants,
                    List.of("# why", "", "rest.C.m: change | no one sees it"),
                    List.of("rest"))
                .text())
        .contains("rest.C.m: change, line 1, SURVIVED | no one sees it", "SURVIVED | NEW");
    assertThatThrownBy(
            () -> MutationScore.judge(mutants, List.of("rest.C.m: change"), List.of("rest")))
        .hasMessageContaining("no reason");
  }

  private static List<MutationScore.Mutant> mutants(String packageName, String status, int count) {
    return Collections.nCopies(
        count, new MutationScore.Mutant(packageName, packageName + ".C.m: change", 1, status));
  }
}
