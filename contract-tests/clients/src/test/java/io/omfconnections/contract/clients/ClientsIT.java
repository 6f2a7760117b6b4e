package io.omfconnections.contract.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.model.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the scenario of {@code scenarios/SCENARIO.md} with every generated client under each API
 * version, and the example in the README of its package.
 *
 * <p>Needs the toolchains of all languages, so this module is in the Maven profile {@code all}
 * only.
 */
class ClientsIT {
  private static final Path SCENARIOS = Path.of("scenarios");
  private static final Path GENERATED = Path.of("..", "..", "generated", "clients");
  private static final Pattern STEP = Pattern.compile("(?m)^(\\d+)\\. \\*\\*");

  /** Clients whose models do not distinguish null from absent. They send neither. */
  private static final Set<String> WITHOUT_NULL = Set.of("kotlin");

  private static final String NAME = "Boiler \"house\" 🏭 بيت";
  private static final String DESCRIPTION = "first line\nback\\slash, cafe\u0301";

  @Test
  void every_generated_client_has_a_scenario_program() throws IOException {
    assertThat(folders(SCENARIOS, "run"))
        .containsExactlyInAnyOrderElementsOf(folders(GENERATED, "README.md"));
  }

  @TestFactory
  Stream<DynamicNode> every_client_builds_and_completes_the_scenario() throws IOException {
    return folders(SCENARIOS, "run").stream()
        .flatMap(
            language ->
                Stream.concat(
                    Stream.of(
                        test(
                            language + " build",
                            () -> ClientProgram.run(language, "build", Map.of())),
                        test(language + " readme", () -> readme(language))),
                    Api.CONTRACT.versions().stream()
                        .map(
                            version ->
                                test(
                                    language + " scenario " + version,
                                    () -> scenario(language, version)))));
  }

  private static DynamicNode test(String name, Check check) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try {
            check.run();
          } catch (AssertionError e) {
            throw new AssertionError(name, e); // Surefire's report lacks names of dynamic tests.
          }
        });
  }

  private interface Check {
    void run() throws Exception;
  }

  private static List<String> run(
      ObservedServer server, String language, String what, String version) throws Exception {
    try {
      List<String> output = ClientProgram.run(language, what, server.environment(version));
      server.awaitRecords();
      return output;
    } catch (AssertionError e) {
      List<Exchange> exchanges = server.exchanges();
      String last = exchanges.isEmpty() ? "" : exchanges.get(exchanges.size() - 1).describe();
      throw new AssertionError(e.getMessage() + "\n\nThe last exchange:\n" + last, e);
    }
  }

  // ----------------------------------------------------------------------------- The README

  private static void readme(String language) throws Exception {
    try (ObservedServer server = ObservedServer.start()) {
      List<String> output = run(server, language, "readme", "v1");
      assertThat(output).as("output of the example in the README").contains("Boiler house");
      assertThat(server.violations()).isEmpty();
      assertThat(server.exchanges()).isNotEmpty();
    }
  }

  // --------------------------------------------------------------------------- The scenario

  private static void scenario(String language, String version) throws Exception {
    try (ObservedServer server = ObservedServer.start()) {
      List<String> output = run(server, language, "scenario", version);

      assertThat(server.violations()).isEmpty();
      assertThat(output.stream().filter(line -> line.startsWith("step ")))
          .containsExactlyElementsOf(steps());
      Traffic traffic = new Traffic(server.exchanges());
      assertThat(server.extendedResponses()).isEqualTo(traffic.operations().count());
      assertThat(traffic.versions()).containsExactly(version);
      assertThat(traffic.succeeded())
          .containsExactlyInAnyOrderElementsOf(
              Api.CONTRACT.operations().stream().map(Operation::id).toList());
      assertThat(traffic.statuses()).contains(401, 403, 404).containsOnlyOnce(400);
      assertTextIsUnchanged(traffic, output);
      assertNullAndAbsentAreDistinguished(language, traffic);
      assertThat(traffic.requestBodies("createOmfConnection").get(2).path("ClientIds"))
          .hasSize(10_000);
    }
  }

  private static void assertTextIsUnchanged(Traffic traffic, List<String> output) {
    JsonNode sent = traffic.requestBodies("createOmfConnection").get(0);
    assertThat(sent.path("Name").textValue()).isEqualTo(NAME);
    assertThat(sent.path("Description").textValue()).isEqualTo(DESCRIPTION);
    String created =
        traffic.responseBodies("createOmfConnection").get(0).path("CreatedDate").textValue();
    assertThat(output).contains("created " + created);
  }

  private static void assertNullAndAbsentAreDistinguished(String language, Traffic traffic) {
    List<JsonNode> updates = traffic.requestBodies("updateOmfConnection");
    List<JsonNode> lists = traffic.requestBodies("updateOmfConnectionAccessControlList");
    assertThat(updates).hasSize(2);
    assertThat(updates.get(1).has("Description")).isFalse();
    JsonNode nullTrustee = lists.get(0).path("RoleTrusteeAccessControlEntries").path(2);
    boolean sendsNull = !WITHOUT_NULL.contains(language);
    assertThat(updates.get(0).has("Description")).isEqualTo(sendsNull);
    assertThat(nullTrustee.has("Trustee")).isEqualTo(sendsNull);
  }

  /** The exchanges of a client, as the server sees them. */
  private record Traffic(List<Exchange> exchanges) {
    Stream<Exchange> of(String operationId) {
      return exchanges.stream()
          .filter(
              exchange ->
                  meaning(exchange) instanceof Match.Documented known
                      && known.operation().id().equals(operationId));
    }

    List<JsonNode> requestBodies(String operationId) {
      return of(operationId).map(exchange -> json(exchange.request().body())).toList();
    }

    List<JsonNode> responseBodies(String operationId) {
      return of(operationId).map(exchange -> json(exchange.response().body())).toList();
    }

    Stream<Match.Documented> operations() {
      return operations(exchanges.stream());
    }

    List<String> versions() {
      return operations().map(Match.Documented::version).distinct().toList();
    }

    List<String> succeeded() {
      return operations(exchanges.stream().filter(exchange -> exchange.status() < 300))
          .map(known -> known.operation().id())
          .distinct()
          .toList();
    }

    List<Integer> statuses() {
      return exchanges.stream().map(Exchange::status).toList();
    }

    private static Stream<Match.Documented> operations(Stream<Exchange> exchanges) {
      return exchanges
          .map(Traffic::meaning)
          .flatMap(meaning -> meaning instanceof Match.Documented known ? Stream.of(known) : null);
    }

    private static Match meaning(Exchange exchange) {
      return Api.CONTRACT.match(exchange.request().method(), exchange.request().target());
    }

    private static JsonNode json(Body body) {
      try {
        return StrictJson.read(body);
      } catch (NotJsonException e) {
        throw new AssertionError(e);
      }
    }
  }

  // ------------------------------------------------------------------- Steps and languages

  private static List<String> steps() throws IOException {
    String text = Files.readString(SCENARIOS.resolve("SCENARIO.md"), UTF_8);
    int count = (int) STEP.matcher(text).results().map(MatchResult::group).count();
    return IntStream.rangeClosed(1, count).mapToObj(step -> "step " + step).toList();
  }

  /** Returns the names of the folders that contain the file: the languages. */
  private static List<String> folders(Path parent, String file) throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(file)))
          .map(folder -> folder.getFileName().toString().toLowerCase(Locale.ROOT))
          .sorted()
          .toList();
    }
  }
}
