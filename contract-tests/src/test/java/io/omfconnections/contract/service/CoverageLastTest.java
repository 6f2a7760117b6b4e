package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.Coverage;
import io.omfconnections.contract.harness.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Reports what the run has shown of the contract, and fails when a cell is missing that a build can
 * show. It is the last class to run, and means nothing when it runs without the others.
 */
@Order(Integer.MAX_VALUE)
class CoverageLastTest {
  private static final Path REPORT = Path.of("target/contract-report/report.txt");

  // Faults of the server and of its storage, which nobody can order from outside.
  private static final Set<Integer> FAULTS = Set.of(500, 503, 504);

  @Test
  void every_documented_status_was_exercised_but_for_faults() throws IOException {
    Coverage coverage = Target.RECORDER.coverage();
    String report =
        coverage.report()
            + Target.RECORDER.exchanges().size()
            + " exchanges checked, "
            + Target.RECORDER.violated()
            + " broke the contract.\n";
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, report);
    System.out.println(report);
    List<Coverage.Cell> missing =
        coverage.missing().stream().filter(cell -> !FAULTS.contains(cell.status())).toList();
    assertThat(missing).as("cells that no test has shown").isEmpty();
  }
}
