package io.omfconnections.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.service.ExternalProcess;
import io.omfconnections.contract.service.TamperingProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Tests of the command {@code verify}. */
@Timeout(1_200)
class VerifyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @AutoClose private static KitFixture fixture;

  @TempDir private Path directory = Path.of("replaced");

  @BeforeAll
  static void start() {
    fixture = KitFixture.start();
  }

  @Test
  void correct_server_passes_and_existing_connections_stay_unchanged() throws Exception {
    String existing = fixture.api().createActive(Bodies.connection("existing connection"));
    JsonNode before = fixture.api().get(existing).expect(200);
    JsonNode list = fixture.api().accessControlList(existing).expect(200);
    JsonNode collection = fixture.api().collectionAccessControlList().expect(200);
    List<String> all = fixture.api().identifiers();

    try (ExternalProcess kit = verify(fixture.baseUrl())) {
      assertThat(kit.output())
          .contains("PathsTest", "; failed: 0; skipped: 0.", "cannot be provoked by clients")
          .contains("The server keeps the contract.")
          .doesNotContain("FAILED", KitFixture.SECRET, "left behind")
          .doesNotContainPattern(KitFixture.TOKEN);
      assertThat(kit.exitStatus()).isZero();
    }
    Element suite = xml();
    assertThat(suite.getAttribute("failures")).isEqualTo("0");
    assertThat(Integer.parseInt(suite.getAttribute("tests"))).isGreaterThan(1_000);
    KitFixture.assertNoSecretIn(directory);

    // Again, right afterwards, with fewer suites, versions and clients.
    try (ExternalProcess kit =
        verifyWithOneClient("--api-version=v2-preview", "--only=documented_cr*_update")) {
      assertThat(kit.output()).contains("Tests: 1; passed: 1;", "under v2-preview.");
      assertThat(kit.exitStatus()).isZero();
    }
    try (ExternalProcess kit = verifyWithOneClient("--only=creator is")) {
      assertThat(kit.output())
          .contains("1 skipped: needs a second client (--second-client-id)", "Nothing was tested");
      assertThat(kit.exitStatus()).isEqualTo(2);
    }

    assertThat(fixture.api().get(existing).expect(200)).isEqualTo(before);
    assertThat(fixture.api().accessControlList(existing).expect(200)).isEqualTo(list);
    assertThat(fixture.api().collectionAccessControlList().expect(200)).isEqualTo(collection);
    assertThat(fixture.api().identifiers()).isEqualTo(all);
  }

  @Test
  void faulty_server_fails_with_rule_and_contract_pointer() throws Exception {
    List<String> all = fixture.api().identifiers();
    try (TamperingProxy faulty =
            TamperingProxy.start(URI.create(fixture.baseUrl()), VerifyIT::with200InsteadOf202);
        ExternalProcess kit =
            verify(
                faulty.baseUri().toString(), "--only=LifecycleTest", "--fail-fast", "--jobs=1")) {
      assertThat(kit.output())
          .contains("FAILED", "DOCUMENTED_STATUS", "createOmfConnection documents [202")
          .contains("Contract: #/paths/", "POST /api/v1/tenants/", "=> 200")
          .contains(
              "times DOCUMENTED_STATUS at #/paths/",
              "Contract locations are JSON pointers into omf-connections.yaml")
          .contains(
              "Tests: 1; passed: 0; failed: 1;", "The run took", "THE SERVER BREAKS THE CONTRACT.");
      assertThat(kit.exitStatus()).isEqualTo(1);
    }
    assertThat(xml().getAttribute("failures")).isEqualTo("1");
    KitFixture.assertNoSecretIn(directory);
    // Connections from faulty responses are deleted, too.
    awaitIdentifiers(all);
  }

  @Test
  void run_against_crashing_server_ends_with_status_2() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    AtomicReference<TamperingProxy> proxy = new AtomicReference<>();
    try (TamperingProxy crashing =
        TamperingProxy.start(
            URI.create(fixture.baseUrl()),
            (request, upstream) -> {
              if (requests.incrementAndGet() > 60) {
                Objects.requireNonNull(proxy.get()).close();
              }
              return upstream.send(request);
            })) {
      proxy.set(crashing);
      try (ExternalProcess kit =
          verify(crashing.baseUri().toString(), "--only=ErrorStatusesTest")) {
        assertThat(kit.output())
            .contains("The server stopped responding, so the run was stopped.")
            .doesNotContain("Exception", "THE SERVER BREAKS");
        assertThat(kit.exitStatus()).isEqualTo(2);
      }
    }
    assertThat(page()).contains("in the tests that were run", "stopped responding");
  }

  @Test
  void closed_connection_without_response_is_a_failure() throws Exception {
    AtomicInteger creations = new AtomicInteger();
    try (TamperingProxy closing =
            TamperingProxy.start(
                URI.create(fixture.baseUrl()),
                (request, upstream) -> {
                  if (request.method().equals("POST")
                      && request.target().contains("/omfConnections")
                      && creations.getAndIncrement() == 0) {
                    throw new IOException("closes the connection without a response");
                  }
                  return upstream.send(request);
                });
        ExternalProcess kit =
            verify(closing.baseUri().toString(), "--only=LifecycleTest", "--api-version=v1")) {
      assertThat(kit.output())
          .contains("FAILED", "  No response from " + closing.baseUri() + " to POST /api/v1/")
          .contains(", 0 broke the contract.", "THE SERVER BREAKS THE CONTRACT.")
          .doesNotContain("Exception", "stopped responding");
      assertThat(kit.exitStatus()).isEqualTo(1);
    }
    assertThat(page())
        .contains("The server breaks the contract", "Failed tests: 1.", "No response from ")
        .contains("Only tests whose name contains &#39;LifecycleTest&#39; were run.")
        .doesNotContain("exchange-createOmfConnection-v2-preview");
    assertThat(Files.readString(directory.resolve("report").resolve("report.txt")))
        .startsWith("Only tests whose name contains 'LifecycleTest' were run.")
        .doesNotContain("v2-preview");
  }

  @Test
  void version_is_that_of_the_build() {
    try (ExternalProcess kit = fixture.kit("--version")) {
      assertThat(kit.output()).containsPattern("omf-contract \\d").contains("omf-connections.yaml");
    }
  }

  @Test
  void unusable_options_yield_one_sentence_and_status_2() {
    assertRejected(
        "rejects the client " + KitFixture.ADMINISTRATOR + " with 401", "--client-secret=wrong");
    assertRejected("The server does not know namespace nowhere", "--namespace=nowhere");
    assertRejected("Check --tenant", "--tenant=" + KitFixture.OPERATOR);
    assertRejected("No response from http://127.0.0.1:1", "--base-url=http://127.0.0.1:1");
    assertRejected("--base-url must be an http or https URL", "--base-url=localhost");
    assertRejected("--tenant is required", "--tenant=");
    assertRejected(
        "The client of --client-id does not have the right ",
        "--client-id=" + KitFixture.OPERATOR,
        "--second-client-id=" + KitFixture.ADMINISTRATOR);
    assertRejected("must not be the same client", "--second-client-id=" + KitFixture.ADMINISTRATOR);
    assertRejected("--api-version must be one of", "--api-version=v9");
    assertRejected("No test name contains", "--only=nonsense");
    assertRejected("Unknown option: --client-secre.", "--client-secre=" + KitFixture.SECRET);
    assertRejected("Cannot create the report directory", "--report=/dev/null/report");
    try (ExternalProcess kit = verifyWithOneClient("--only=TokenEndpoint")) {
      assertThat(kit.output()).contains("skipped", "Nothing was tested");
      assertThat(kit.exitStatus()).isEqualTo(2);
    }
  }

  @Test
  void interrupted_run_deletes_what_it_created() {
    List<String> all = fixture.api().identifiers();
    JsonNode collection = fixture.api().collectionAccessControlList().expect(200);
    try (ExternalProcess kit = verify(fixture.baseUrl(), "--only=RightsFromEntriesTest")) {
      kit.awaitLine("Testing ");
      await().atMost(PATIENCE).until(() -> !isUnchanged(all));
      kit.terminate();
      assertThat(kit.output()).contains("Interrupted", "Done.");
    }
    awaitIdentifiers(all);
    assertThat(fixture.api().collectionAccessControlList().expect(200)).isEqualTo(collection);
  }

  @Test
  void tests_are_listed_without_a_server() {
    try (ExternalProcess kit = fixture.kit("verify", "--list")) {
      assertThat(kit.output())
          .contains("LifecycleTest", "  connection is created updated and deleted");
      assertThat(kit.exitStatus()).isZero();
    }
  }

  private ExternalProcess verify(String server, String... options) {
    return fixture.verify(directory.resolve("report"), server, options);
  }

  private ExternalProcess verifyWithOneClient(String... options) {
    return fixture.verifyWithOneClient(directory.resolve("report"), options);
  }

  private void assertRejected(String sentence, String... changed) {
    try (ExternalProcess kit = verify(fixture.baseUrl(), changed)) {
      assertThat(kit.output()).contains(sentence).doesNotContain("\tat ", KitFixture.SECRET);
      assertThat(kit.exitStatus()).isEqualTo(2);
    }
  }

  /** Replaces the status 202 of a response by 200. */
  private static Response with200InsteadOf202(Request request, TamperingProxy.Upstream upstream)
      throws IOException {
    Response response = upstream.send(request);
    return new Response(
        response.status() == 202 ? 200 : response.status(), response.headers(), response.body());
  }

  /** Whether the list is unchanged; false while a test denies the administrator to read it. */
  private static boolean isUnchanged(List<String> all) {
    ApiResponse list = fixture.api().list();
    return list.status() == 200 && list.json().path("Results").findValuesAsText("Id").equals(all);
  }

  private static void awaitIdentifiers(List<String> expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(fixture.api().identifiers()).isEqualTo(expected));
  }

  private String page() throws IOException {
    return Files.readString(directory.resolve("report").resolve("index.html"));
  }

  private Element xml() throws Exception {
    Path file = directory.resolve("report").resolve("TEST-junit-jupiter.xml");
    return Objects.requireNonNull(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement());
  }
}
