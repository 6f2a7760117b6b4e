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

/** What is shown of a run, and JUnit's XML of it, have the same numbers, and make sense. */
class ProgressTest {
  @TempDir private Path folder = Path.of("replaced");
  private final StringWriter said = new StringWriter();

  @Test
  void what_fails_after_a_group_of_tests_counts_once_everywhere() throws Exception {
    Progress progress = run(FailingSamples.Unclean.class, true);
    assertThat(progress.summary())
        .contains("4 tests: 3 passed, 1 failed, 0 skipped.", "took 0 min");
    Element xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve(JunitXml.FILE).toFile())
            .getDocumentElement();
    assertThat(xml.getAttribute("tests")).isEqualTo("4");
    assertThat(xml.getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("could not be cleaned up");
  }

  @Test
  void an_exchange_that_is_broken_off_is_a_failure_in_words() {
    Progress progress = run(FailingSamples.Unanswered.class, true);
    assertThat(progress.serverGone()).isFalse();
    assertThat(progress.failures())
        .hasSize(60)
        .contains(
            new Failure(
                "FailingSamples$Unanswered > many > test 59",
                "No answer from http://127.0.0.1:1 to GET /: Connection refused"));
    assertThat(said.toString()).contains("Connection refused").doesNotContain("Exception");
    assertThat(progress.summary()).contains("first 50 failures", JunitXml.FILE);
  }

  @Test
  void a_server_that_is_gone_ends_the_run_and_fails_no_test() {
    Progress progress = run(FailingSamples.Unanswered.class, false);
    assertThat(progress.serverGone()).isTrue();
    assertThat(progress.failures()).isEmpty();
    assertThat(progress.summary()).contains("1 tests: 0 passed, 1 failed").doesNotContain("first");
  }

  private Progress run(Class<?> tests, boolean serverAnswers) {
    PrintWriter out = new PrintWriter(said);
    CancellationToken cancellation = CancellationToken.create();
    Progress progress = new Progress(out, cancellation, false, () -> serverAnswers);
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(
                    LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build())
                .cancellationToken(cancellation)
                .listeners(progress, new JunitXml(folder, out))
                .build());
    return progress;
  }
}
