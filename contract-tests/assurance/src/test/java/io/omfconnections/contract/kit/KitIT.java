package io.omfconnections.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.service.MeddlingProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The kit, run as its users run it, against our service started as its users start it. */
@Timeout(1_200)
class KitIT {
  // Published with the service, in its development directory.
  private static final String TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40";
  private static final String NAMESPACE = "plant-a";
  private static final String ADMINISTRATOR = "c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11";
  private static final String OPERATOR = "c2b8f4a6-1d35-4e7a-9b02-6c3e8a5d7f22";
  private static final String SECRET = "development-secret-not-for-production";

  // Longer than those that tests make up.
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{40,}\\.");

  private static final Map<String, String> SECRETS =
      Map.of("OMF_CONTRACT_CLIENT_SECRET", SECRET, "OMF_CONTRACT_SECOND_CLIENT_SECRET", SECRET);

  private static @Nullable Program service;
  private static String base = "";

  @TempDir private Path folder = Path.of("replaced");

  @BeforeAll
  static void start() {
    for (String jar : List.of("service.jar", "kit.jar")) {
      assumeThat(Path.of(System.getProperty(jar, "")))
          .as("the jar that -D%s names; it is made by a build of all modules", jar)
          .isRegularFile();
    }
    service = Program.start("service.jar", Map.of(), "serve", "--port", "0", "--in-memory");
    base = service.awaitLine("Listening on ");
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  // ---------------------------------------------------------------------------------- verify

  @Test
  void a_right_server_passes_and_what_others_have_there_stays_as_it_was() throws Exception {
    String others = api().createActive(Bodies.connection("somebody else's"));
    JsonNode before = api().get(others).expect(200);
    JsonNode list = api().accessControlList(others).expect(200);
    JsonNode collection = api().collectionList().expect(200);
    List<String> all = api().identifiers();

    try (Program kit = verify(base)) {
      assertThat(kit.output())
          .contains("AddressesTest", " 0 failed, 0 skipped.", "can't be produced from outside")
          .contains("The server keeps the contract.")
          .doesNotContain("FAILED", SECRET, "not there before")
          .doesNotContainPattern(TOKEN);
      assertThat(kit.status()).isZero();
    }
    Element suite = xml();
    assertThat(suite.getAttribute("failures")).isEqualTo("0");
    assertThat(Integer.parseInt(suite.getAttribute("tests"))).isGreaterThan(1_000);
    holdsNoSecret(folder);

    // Once more, at once, and with fewer suites, versions and clients.
    try (Program kit = verifyAlone("--api-version=v2-preview", "--only=documents_req*to_create")) {
      assertThat(kit.output()).contains("1 tests: 1 passed", "under v2-preview.");
      assertThat(kit.status()).isZero();
    }
    try (Program kit = verifyAlone("--only=the creator is")) {
      assertThat(kit.output()).contains("1 skipped: needs a second client", "Nothing was tested");
      assertThat(kit.status()).isEqualTo(2);
    }

    assertThat(api().get(others).expect(200)).isEqualTo(before);
    assertThat(api().accessControlList(others).expect(200)).isEqualTo(list);
    assertThat(api().collectionList().expect(200)).isEqualTo(collection);
    assertThat(api().identifiers()).isEqualTo(all);
  }

  @Test
  void a_wrong_server_fails_and_the_rule_and_the_place_are_named() throws Exception {
    List<String> all = api().identifiers();
    try (MeddlingProxy wrong = MeddlingProxy.start(URI.create(base), KitIT::okForAccepted);
        Program kit = verify(wrong.baseUri().toString(), "--only=LifecycleTest", "--fail-fast")) {
      assertThat(kit.output())
          .contains("FAILED", "DOCUMENTED_STATUS", "createOmfConnection has [202")
          .contains("Contract: #/paths/", "POST /api/v1/tenants/", "=> 200")
          .contains("times DOCUMENTED_STATUS at #/paths/", "Places are in omf-connections.yaml")
          .contains(
              "1 tests: 0 passed, 1 failed", "The run took", "THE SERVER BREAKS THE CONTRACT.");
      assertThat(kit.status()).isEqualTo(1);
    }
    assertThat(xml().getAttribute("failures")).isEqualTo("1");
    holdsNoSecret(folder);
    // What was made in a wrong way is gone, too.
    awaitIdentifiers(all);
  }

  @Test
  void a_server_that_dies_can_not_be_checked_any_more() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    AtomicReference<MeddlingProxy> proxy = new AtomicReference<>();
    try (MeddlingProxy dying =
        MeddlingProxy.start(
            URI.create(base),
            (request, upstream) -> {
              if (requests.incrementAndGet() > 60) {
                Objects.requireNonNull(proxy.get()).close();
              }
              return upstream.send(request);
            })) {
      proxy.set(dying);
      try (Program kit = verify(dying.baseUri().toString(), "--only=ErrorStatusesTest")) {
        assertThat(kit.output())
            .contains("The server does not answer any more, so the run was stopped.")
            .doesNotContain("Exception", "THE SERVER BREAKS");
        assertThat(kit.status()).isEqualTo(2);
      }
    }
    assertThat(page()).contains("in the part that was tested", "does not answer any more");
  }

  @Test
  void an_exchange_that_is_broken_off_is_a_failure() throws Exception {
    AtomicInteger creations = new AtomicInteger();
    try (MeddlingProxy rude =
            MeddlingProxy.start(
                URI.create(base),
                (request, upstream) -> {
                  if (request.method().equals("POST")
                      && request.target().contains("/omfConnections")
                      && creations.getAndIncrement() == 0) {
                    throw new IOException("the caller is left alone");
                  }
                  return upstream.send(request);
                });
        Program kit =
            verify(rude.baseUri().toString(), "--only=LifecycleTest", "--api-version=v1")) {
      assertThat(kit.output())
          .contains("FAILED", "  No answer from " + rude.baseUri() + " to POST /api/v1/")
          .contains(", 0 broke the contract.", "THE SERVER BREAKS THE CONTRACT.")
          .doesNotContain("Exception", "does not answer any more");
      assertThat(kit.status()).isEqualTo(1);
    }
    assertThat(page())
        .contains("The server breaks the contract", "Tests that failed: 1.", "No answer from ")
        .contains("Only what has &#39;LifecycleTest&#39; in its name was run.")
        .doesNotContain("proof-createOmfConnection-v2-preview");
    assertThat(Files.readString(folder.resolve("report").resolve("report.txt")))
        .startsWith("Only what has 'LifecycleTest' in its name was run.")
        .doesNotContain("v2-preview");
  }

  @Test
  void its_version_is_that_of_the_build() {
    try (Program kit = Program.start("kit.jar", Map.of(), "--version")) {
      assertThat(kit.output()).containsPattern("omf-contract \\d").contains("omf-connections.yaml");
    }
  }

  @Test
  void what_can_not_be_tested_is_said_in_a_sentence() {
    refused("refuses the client " + ADMINISTRATOR + " with 401", "--client-secret=wrong");
    refused("There is no such thing as the namespace nowhere", "--namespace=nowhere");
    refused("Check --tenant", "--tenant=" + OPERATOR);
    refused("No answer from http://127.0.0.1:1", "--base-url=http://127.0.0.1:1");
    refused("--base-url must be an address with http", "--base-url=localhost");
    refused("--tenant is needed", "--tenant=");
    refused(
        "The client of --client-id lacks ",
        "--client-id=" + OPERATOR,
        "--second-client-id=" + ADMINISTRATOR);
    refused("must be another client", "--second-client-id=" + ADMINISTRATOR);
    refused("--api-version must be one of", "--api-version=v9");
    refused("No suite and no test", "--only=nonsense");
    refused("There is no flag --client-secre.", "--client-secre=" + SECRET);
    refused("Can't make the folder", "--report=/dev/null/report");
    try (Program kit = verifyAlone("--only=TokenEndpoint")) {
      assertThat(kit.output()).contains("skipped", "Nothing was tested");
      assertThat(kit.status()).isEqualTo(2);
    }
  }

  @Test
  void an_interrupted_run_leaves_nothing_behind() {
    List<String> all = api().identifiers();
    JsonNode collection = api().collectionList().expect(200);
    try (Program kit = verify(base, "--only=AccessRightsTest")) {
      kit.awaitLine("Testing ");
      Instant end = Instant.now().plusSeconds(60);
      while (isUnchanged(all) && Instant.now().isBefore(end)) {
        pause();
      }
      kit.terminate();
      assertThat(kit.output()).contains("Interrupted", "Done.");
    }
    awaitIdentifiers(all);
    assertThat(api().collectionList().expect(200)).isEqualTo(collection);
  }

  @Test
  void a_list_is_made_without_a_server() {
    try (Program kit = Program.start("kit.jar", Map.of(), "verify", "--list")) {
      assertThat(kit.output()).contains("LifecycleTest", "  a connection goes through its whole");
      assertThat(kit.status()).isZero();
    }
  }

  // ------------------------------------------------------------------------- record and replay

  @Test
  void what_was_recorded_is_replayed_and_what_was_spoiled_is_found() throws Exception {
    Path har = folder.resolve("recorded.har");
    try (Program recorder =
        Program.start("kit.jar", Map.of(), "record", "--base-url=" + base, "--output=" + har)) {
      String proxy = recorder.awaitLine("Recording on ");
      try (Program kit = verify(proxy, "--only=LifecycleTest")) {
        assertThat(kit.status()).as(kit.output()).isZero();
      }
      recorder.terminate();
      assertThat(recorder.output()).contains("exchanges checked, 0 broke the contract.");
      assertThat(recorder.status()).isZero();
    }
    holdsNoSecret(folder);
    try (Program replay = Program.start("kit.jar", Map.of(), "replay", har.toString())) {
      assertThat(replay.output()).contains(" checked, 0 broke", "are not of this API");
      assertThat(replay.status()).isZero();
    }
    Path spoiled = folder.resolve("spoiled.har");
    Files.writeString(spoiled, Files.readString(har).replaceFirst("Creating", "Creeping"));
    try (Program replay = Program.start("kit.jar", Map.of(), "replay", spoiled.toString())) {
      assertThat(replay.output()).contains("BODY_SCHEMA", "Contract: #/", "1 broke the contract");
      assertThat(replay.status()).isEqualTo(1);
    }
    try (Program replay =
        Program.start("kit.jar", Map.of(), "replay", folder.resolve("none.har").toString())) {
      assertThat(replay.status()).as(replay.output()).isEqualTo(2);
    }
  }

  // --------------------------------------------------------------------------------------------

  private Program verify(String server, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("--base-url=" + server, "--second-client-id=" + OPERATOR),
                Stream.of(more))
            .toArray(String[]::new);
    return program(SECRETS, arguments);
  }

  private Program verifyAlone(String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("--base-url=" + base, "--token-url=" + base + "/identity/connect/token"),
                Stream.of(more))
            .toArray(String[]::new);
    return program(Map.of("OMF_CONTRACT_CLIENT_SECRET", SECRET), arguments);
  }

  private void refused(String sentence, String... changed) {
    try (Program kit = verify(base, changed)) {
      assertThat(kit.output()).contains(sentence).doesNotContain("\tat ", SECRET);
      assertThat(kit.status()).isEqualTo(2);
    }
  }

  /** With the given flags, and of the rest those that are not among them. */
  private Program program(Map<String, String> environment, String... given) {
    List<String> usual =
        List.of(
            "--tenant=" + TENANT,
            "--namespace=" + NAMESPACE,
            "--client-id=" + ADMINISTRATOR,
            "--report=" + folder.resolve("report"));
    Map<String, String> flags = new LinkedHashMap<>();
    Stream.concat(usual.stream(), Stream.of(given))
        .forEach(flag -> flags.put(flag.split("=", 2)[0], flag));
    return Program.start(
        "kit.jar",
        environment,
        Stream.concat(Stream.of("verify"), flags.values().stream()).toArray(String[]::new));
  }

  /** A server that answers 200 where it should answer 202. */
  private static Response okForAccepted(Request request, MeddlingProxy.Upstream upstream)
      throws IOException {
    Response right = upstream.send(request);
    return new Response(
        right.status() == 202 ? 200 : right.status(), right.headers(), right.body());
  }

  private static Api api() {
    RecordingClient client = new RecordingClient(URI.create(base), exchange -> {});
    return new Api(
        client, new Tokens(client), Caller.client(ADMINISTRATOR, SECRET), TENANT, NAMESPACE);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Whether the list is as it was; while rights are tested, it may be forbidden for a while. */
  private static boolean isUnchanged(List<String> all) {
    Answer answer = api().list();
    return answer.status() == 200
        && answer.json().path("Results").findValuesAsText("Id").equals(all);
  }

  private static void awaitIdentifiers(List<String> expected) {
    Instant end = Instant.now().plusSeconds(60);
    while (!api().identifiers().equals(expected) && Instant.now().isBefore(end)) {
      pause();
    }
    assertThat(api().identifiers()).isEqualTo(expected);
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report").resolve("index.html"));
  }

  private Element xml() throws Exception {
    Path file = folder.resolve("report").resolve("TEST-junit-jupiter.xml");
    return Objects.requireNonNull(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement());
  }

  private static void holdsNoSecret(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain(SECRET)
            .doesNotContainPattern(TOKEN);
      }
    }
  }
}
