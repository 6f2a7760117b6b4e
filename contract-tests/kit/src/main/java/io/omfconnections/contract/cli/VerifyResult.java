package io.omfconnections.contract.cli;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import io.omfconnections.contract.recording.Finding;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.contract.report.Failure;
import io.omfconnections.contract.report.ReportPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Result of a run: prints violations and coverage, and writes the report. */
final class VerifyResult {
  private final Target target;
  private final Coverage coverage;
  private final int exchanges;
  private final List<Finding> findings;
  private final List<Failure> failures;
  private final String incomplete;

  /**
   * Creates the result of a run.
   *
   * @param failures the failed tests
   * @param incomplete the reason why not all tests were executed; empty if they all were
   */
  VerifyResult(Target target, Recorder recorder, List<Failure> failures, String incomplete) {
    this.target = target;
    this.coverage = recorder.coverage().ofVersions(target.versions());
    this.exchanges = recorder.exchanges().size();
    this.findings = recorder.findings();
    this.failures = failures;
    this.incomplete = incomplete;
  }

  /** Whether an exchange violated the contract or a test failed. */
  boolean isBroken() {
    return !findings.isEmpty() || !failures.isEmpty();
  }

  /** Prints the number of violations of each kind, and the status cases that were not covered. */
  void print(PrintWriter out) {
    ViolationLog violations = new ViolationLog(out, exchanges - findings.size());
    findings.forEach(finding -> violations.count(finding.violations()));
    violations.summarize();

    out.printf(
        "%d of %d status cases (operation, version, documented status) covered.%n",
        coverage.covered().size(), coverage.statusCases().size());
    List<StatusCase> missing = coverage.missing();
    print(
        out,
        "cannot be provoked by clients",
        missing.stream().filter(StatusCase::isServerError).toList());
    List<StatusCase> others = missing.stream().filter(cell -> !cell.isServerError()).toList();
    if (incomplete.isEmpty()) {
      print(out, "not covered", others);
    } else {
      out.println("  " + others.size() + " not covered. " + incomplete);
    }
  }

  /** Writes {@code report.txt} and {@code index.html}. */
  void writeReport(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("report.txt"),
        (incomplete.isEmpty() ? "" : incomplete + "\n\n") + coverage.report());
    new ReportPage(
            target.base().toString(),
            true,
            Api.CONTRACT,
            coverage,
            exchanges,
            findings,
            failures,
            incomplete)
        .write(directory.resolve("index.html"));
  }

  private static void print(PrintWriter out, String title, List<StatusCase> cases) {
    if (!cases.isEmpty()) {
      out.println("  " + cases.size() + " " + title + ":");
    }
    cases.stream()
        .collect(Collectors.groupingBy(StatusCase::status, TreeMap::new, Collectors.toList()))
        .forEach(
            (status, group) ->
                out.printf("    %d of %s (%d)%n", status, operations(status, group), group.size()));
  }

  private static String operations(int status, List<StatusCase> cases) {
    Set<String> versions = cases.stream().map(StatusCase::version).collect(Collectors.toSet());
    long documented =
        Api.CONTRACT.operations().stream()
            .filter(operation -> operation.responses().containsKey(status))
            .count();
    return documented * versions.size() == cases.size()
        ? "every operation that documents it"
        : cases.stream()
            .map(each -> each.operationId() + " " + each.version())
            .collect(Collectors.joining(", "));
  }
}
