package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.recording.ExchangeFile;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.contract.report.ReportPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Provides the servers of this project to every run of tests, and writes the report at its end.
 *
 * <p>JUnit finds this class through {@code META-INF/services}. The report is written to {@code
 * target/contract-report}: {@code index.html} and {@code report.txt} for people, and {@code
 * exchanges.jsonl.gz} for {@link CoverageIT} and for the module {@code assurance}.
 */
public final class ServiceSessionListener implements LauncherSessionListener {
  /** The folder of the report. */
  static final Path REPORT = Path.of("target/contract-report");

  /** All exchanges of the last run, in the format of {@link ExchangeFile}. */
  static final Path EXCHANGES = REPORT.resolve("exchanges.jsonl.gz");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    new TestServers(new Recorder(Api.CONTRACT)).storeIn(session);
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    TestServers servers = TestServers.of(session);
    // A run that sends no requests, such as test discovery, must not overwrite the last report.
    if (servers != null && !servers.recorder().exchanges().isEmpty()) {
      try {
        write(servers.recorder());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void write(Recorder recorder) throws IOException {
    Files.createDirectories(REPORT);
    Path page = REPORT.resolve("index.html");
    ReportPage.of("the service of this build", false, Api.CONTRACT, recorder).write(page);
    ExchangeFile.write(EXCHANGES, recorder.exchanges());
    String report =
        recorder.coverage().report()
            + recorder.exchanges().size()
            + " exchanges checked, "
            + recorder.violated()
            + " broke the contract. Report: "
            + page
            + "\n";
    Files.writeString(REPORT.resolve("report.txt"), report);
    System.out.println(report);
  }
}
