package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Reports what the run has shown of the contract, and fails when a cell is missing. It is the last
 * class to run, and means nothing when it runs without the others.
 */
@Order(Integer.MAX_VALUE)
class CoverageLastTest {
  private static final Path REPORT = Path.of("target/contract-report");

  @Test
  void every_documented_status_was_exercised() throws IOException {
    Coverage coverage = Target.RECORDER.coverage();
    Path page = REPORT.resolve("index.html");
    ReportPage.of("the service of this build", false, Api.CONTRACT, Target.RECORDER).write(page);
    String report =
        coverage.report()
            + Target.RECORDER.exchanges().size()
            + " exchanges checked, "
            + Target.RECORDER.violated()
            + " broke the contract. With the exchanges: "
            + page
            + "\n";
    Files.writeString(REPORT.resolve("report.txt"), report);
    System.out.println(report);
    assertThat(coverage.missing()).as("cells that no test has shown").isEmpty();
  }
}
