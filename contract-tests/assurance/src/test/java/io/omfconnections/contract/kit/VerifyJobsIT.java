package io.omfconnections.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.service.ExternalProcess;
import io.omfconnections.contract.service.TamperingProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Tests of the option {@code --jobs} of {@code verify}. */
@Timeout(1_200)
class VerifyJobsIT {
  @AutoClose private static KitFixture fixture;

  @TempDir private Path directory = Path.of("replaced");

  @BeforeAll
  static void start() {
    fixture = KitFixture.start();
  }

  @Test
  void independent_tests_run_at_the_same_time_and_the_report_keeps_its_order() throws Exception {
    List<List<String>> reports = new ArrayList<>();
    for (int jobs : new int[] {1, 2}) {
      Path report = directory.resolve("jobs-" + jobs);
      // A connection is created only when another test creates one, too.
      CountDownLatch creates = new CountDownLatch(jobs);
      try (TamperingProxy proxy =
              TamperingProxy.start(
                  URI.create(fixture.baseUrl()),
                  (request, upstream) -> {
                    if (request.method().equals("POST")
                        && request.target().endsWith("/omfConnections")) {
                      creates.countDown();
                      await(creates);
                    }
                    return upstream.send(request);
                  });
          ExternalProcess kit =
              fixture.verify(
                  report,
                  proxy.baseUri().toString(),
                  "--only=LifecycleTest",
                  "--api-version=v1",
                  "--jobs=" + jobs)) {
        assertThat(kit.output()).contains("failed: 0; skipped: 0.");
        assertThat(kit.exitStatus()).isZero();
      }
      reports.add(testNames(report.resolve("TEST-junit-jupiter.xml")));
    }
    assertThat(reports.get(0)).hasSizeGreaterThan(5).isEqualTo(reports.get(1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> testNames(Path file) throws Exception {
    NodeList tests =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getElementsByTagName("testcase");
    return IntStream.range(0, tests.getLength())
        .mapToObj(i -> ((Element) tests.item(i)).getAttribute("name"))
        .toList();
  }
}
