package io.omfconnections.contract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.omfconnections.contract.report.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.w3c.dom.Element;

/** Tests that the console output of a run and its JUnit XML agree. */
class ProgressListenerTest {
  private static final String PARALLEL = "junit.jupiter.execution.parallel.";

  @TempDir private Path folder = Path.of("replaced");
  private final StringWriter output = new StringWriter();

  @Test
  void failure_after_all_tests_of_a_container_counts_once() throws Exception {
    ProgressListener progress = run(FailingSamples.FailingCleanup.class, true);
    assertThat(progress.summary())
        .contains("Tests: 4; passed: 3; failed: 1; skipped: 0.", "took 0 min");
    Element xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve(JunitXmlListener.FILE).toFile())
            .getDocumentElement();
    assertThat(xml.getAttribute("tests")).isEqualTo("4");
    assertThat(xml.getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("could not be cleaned up");
  }

  @Test
  void missing_response_is_a_failure_with_a_readable_message() {
    ProgressListener progress = run(FailingSamples.Unreachable.class, true);
    assertThat(progress.serverUnreachable()).isFalse();
    assertThat(progress.failures())
        .hasSize(60)
        .contains(
            new Failure(
                "FailingSamples$Unreachable > many > test 59",
                "No response from http://127.0.0.1:1 to GET /: Connection refused"));
    assertThat(output.toString()).contains("Connection refused").doesNotContain("Exception");
    assertThat(progress.summary()).contains("first 50 failures", JunitXmlListener.FILE);
  }

  @Test
  void run_stops_without_failures_when_server_stops_responding() {
    ProgressListener progress = run(FailingSamples.Unreachable.class, false);
    assertThat(progress.serverUnreachable()).isTrue();
    assertThat(progress.failures()).isEmpty();
    assertThat(progress.summary())
        .contains("Tests: 1; passed: 0; failed: 1;")
        .doesNotContain("first");
  }

  @Test
  void failures_of_tests_of_http_are_counted_with_the_option_that_leaves_them_out() {
    assertThat(run(FailingSamples.TestsOfHttp.class, true).summary())
        .contains("Tests: 3; passed: 0; failed: 3;")
        .contains("2 of the failed tests test HTTP itself", "--behind-proxy");
    assertThat(run(FailingSamples.FailingCleanup.class, true).summary())
        .doesNotContain("--behind-proxy");
  }

  @Test
  void failures_are_in_the_order_of_the_tests_whichever_ends_first() {
    assertThat(run(FailingSamples.SecondEndsFirst.class, true).failures())
        .extracting(Failure::message)
        .containsExactly("first", "second");
  }

  private ProgressListener run(Class<?> tests, boolean serverResponds) {
    PrintWriter out = new PrintWriter(output);
    CancellationToken cancellation = CancellationToken.create();
    ProgressListener progress =
        new ProgressListener(out, cancellation, false, () -> serverResponds);
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(
                    LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(tests))
                        .configurationParameter(PARALLEL + "enabled", "true")
                        .configurationParameter(PARALLEL + "config.strategy", "fixed")
                        .configurationParameter(PARALLEL + "config.fixed.parallelism", "2")
                        .build())
                .cancellationToken(cancellation)
                .listeners(progress, new JunitXmlListener(folder, out))
                .build());
    return progress;
  }
}
