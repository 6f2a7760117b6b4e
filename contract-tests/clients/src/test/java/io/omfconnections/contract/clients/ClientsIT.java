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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every generated client goes through the scenario of {@code clients/SCENARIO.md} under each
 * version, and what its package's README says is done word for word.
 *
 * <p>Runs in the profile {@code clients} only, as it needs the toolchains of all languages.
 */
@Tag("clients")
class ClientsIT {
  private static final Path PROGRAMS = Path.of("clients");
  private static final Pattern STEP = Pattern.compile("(?m)^(\\d+)\\. \\*\\*");

  /** Clients whose models do not tell null from absent, and send neither. */
  private static final Set<String> WITHOUT_NULL = Set.of("kotlin");

  private static final String NAME = "Boiler \"house\" 🏭 بيت";
  private static final String DESCRIPTION = "first line\nback\\slash, cafe\u0301";

  @Test
  void every_client_that_is_generated_has_a_program() throws IOException {
    assertThat(languages()).containsExactlyInAnyOrderElementsOf(generated());
  }

  @TestFactory
  Stream<DynamicNode> each_client_goes_through_the_scenario() throws IOException {
    return languages().stream()
        .flatMap(
            language ->
                Stream.concat(
                    Stream.of(
                        test(language + " build", () -> Program.run(language, "build", Map.of())),
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
            throw new AssertionError(name, e); // Maven's report has no names of dynamic tests.
          }
        });
  }

  private interface Check {
    void run() throws Exception;
  }

  private static List<String> run(
      ObservedServer server, String language, String what, String version) throws Exception {
    try {
      List<String> output = Program.run(language, what, server.environment(version));
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
      assertThat(output).as("what the README's lines print").contains("Boiler house");
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
      assertThat(server.answersWithMore()).isEqualTo(traffic.operations().count());
      assertThat(traffic.versions()).containsExactly(version);
      assertThat(traffic.succeeded())
          .containsExactlyInAnyOrderElementsOf(
              Api.CONTRACT.operations().stream().map(Operation::id).toList());
      assertThat(traffic.statuses()).contains(401, 403, 404).containsOnlyOnce(400);
      textsArriveAsTheyWereSent(traffic, output);
      nullAndAbsentArriveAsTheyWereSent(language, traffic);
      assertThat(traffic.bodies("createOmfConnection").get(2).path("ClientIds")).hasSize(10_000);
    }
  }

  private static void textsArriveAsTheyWereSent(Traffic traffic, List<String> output) {
    JsonNode sent = traffic.bodies("createOmfConnection").get(0);
    assertThat(sent.path("Name").textValue()).isEqualTo(NAME);
    assertThat(sent.path("Description").textValue()).isEqualTo(DESCRIPTION);
    String created = traffic.answers("createOmfConnection").get(0).path("CreatedDate").textValue();
    assertThat(output).contains("created " + created);
  }

  private static void nullAndAbsentArriveAsTheyWereSent(String language, Traffic traffic) {
    List<JsonNode> updates = traffic.bodies("updateOmfConnection");
    List<JsonNode> lists = traffic.bodies("updateOmfConnectionAccessControlList");
    assertThat(updates).hasSize(2);
    assertThat(updates.get(1).has("Description")).isFalse();
    JsonNode nobody = lists.get(0).path("RoleTrusteeAccessControlEntries").path(2);
    boolean tells = !WITHOUT_NULL.contains(language);
    assertThat(updates.get(0).has("Description")).isEqualTo(tells);
    assertThat(nobody.has("Trustee")).isEqualTo(tells);
  }

  /** What the clients have sent, and got, from the service's side. */
  private record Traffic(List<Exchange> exchanges) {
    Stream<Exchange> of(String operationId) {
      return exchanges.stream()
          .filter(
              exchange ->
                  meaning(exchange) instanceof Match.Documented known
                      && known.operation().id().equals(operationId));
    }

    List<JsonNode> bodies(String operationId) {
      return of(operationId).map(exchange -> json(exchange.request().body())).toList();
    }

    List<JsonNode> answers(String operationId) {
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

  // ------------------------------------------------------------------------------ What there is

  private static List<String> steps() throws IOException {
    String words = Files.readString(PROGRAMS.resolve("SCENARIO.md"), UTF_8);
    int count = (int) STEP.matcher(words).results().map(MatchResult::group).count();
    return IntStream.rangeClosed(1, count).mapToObj(step -> "step " + step).toList();
  }

  private static List<String> languages() throws IOException {
    return folders(PROGRAMS, "run");
  }

  private static List<String> generated() throws IOException {
    return folders(Path.of("..", "generated"), "README.md");
  }

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
