package io.omfconnections.contract.impostors;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.service.TestTenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The suites catch every impostor, each for what is wrong with it; and the service, started and
 * tested in the same way but with no fault, passes.
 *
 * <p>What can be seen from outside is caught by the kit's jar, as anyone would run it, but for one
 * thing: it runs the one suite that is to catch the impostor. A whole run has that suite in it.
 */
class ImpostorsIT {
  private static final Path JAR = Path.of(System.getProperty("kit.jar", "target/omf-contract.jar"));
  private static final Path FOLDER = Path.of("target/impostors");
  private static final Path TABLE = Path.of("target/contract-report/impostors.txt");
  private static final int AT_ONCE = 2;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  // The kit runs more than a thousand tests; whoever skips them would pass, too.
  private static final int MANY = 1_000;

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_ONCE);

  /**
   * What has become of a run of tests.
   *
   * @param exit the process's exit status
   * @param exchanges how many requests were answered
   * @param failure the first test that failed, and its message; empty if there is none
   * @param seconds how long it took
   */
  private record Outcome(int exit, int exchanges, String failure, double seconds) {
    /** The test that failed, with its class. */
    String test() {
      return failure.split("[: (]", 2)[0];
    }
  }

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> the_service_passes_and_every_impostor_is_caught() {
    Future<Outcome> outside = THREADS.submit(() -> fromOutside("NONE", Fault.NONE, List.of()));
    Map<Impostor, Future<Outcome>> runs = new LinkedHashMap<>();
    for (Impostor impostor : Impostor.values()) {
      Callable<Outcome> run =
          impostor.isPortable()
              ? () ->
                  fromOutside(
                      impostor.name(), impostor.fault(), List.of("--only", impostor.suite()))
              : () -> fromInside(impostor.name(), List.of(impostor.name()));
      runs.put(impostor, THREADS.submit(run));
    }
    Future<Outcome> inside = THREADS.submit(() -> fromInside("NONE", List.of()));
    Map<Impostor, Outcome> caught = new LinkedHashMap<>();
    return Stream.of(
            Stream.of(
                DynamicTest.dynamicTest("no fault, from outside", () -> passes(outside, MANY))),
            runs.entrySet().stream()
                .map(
                    run ->
                        DynamicTest.dynamicTest(
                            run.getKey().name(),
                            () -> isCaught(run.getKey(), run.getValue(), caught))),
            Stream.of(
                DynamicTest.dynamicTest("no fault, from inside", () -> passes(inside, 1)),
                DynamicTest.dynamicTest("the report", () -> report(caught))))
        .flatMap(tests -> tests);
  }

  private static void passes(Future<Outcome> run, int exchanges) throws Exception {
    Outcome outcome = run.get();
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.exchanges()).isGreaterThan(exchanges);
  }

  private static void isCaught(
      Impostor impostor, Future<Outcome> run, Map<Impostor, Outcome> caught) throws Exception {
    Outcome outcome = run.get();
    assertThat(outcome.exit()).as("%s It goes unnoticed", impostor.sentence()).isEqualTo(1);
    assertThat(outcome.exchanges()).isPositive();
    assertThat(outcome.failure()).containsPattern(impostor.reason());
    caught.put(impostor, outcome);
  }

  private static void report(Map<Impostor, Outcome> caught) throws IOException {
    long outside = caught.keySet().stream().filter(Impostor::isPortable).count();
    String total =
        String.format(
            Locale.ROOT,
            "Impostors: %d started, %d caught: %d from outside, by the kit, and %d by tests that"
                + " start our service",
            Impostor.values().length,
            caught.size(),
            outside,
            caught.size() - outside);
    Map<String, Long> byClass =
        caught.values().stream()
            .collect(
                Collectors.groupingBy(
                    outcome -> outcome.test().replaceFirst("\\..*", ""),
                    TreeMap::new,
                    Collectors.counting()));
    System.out.println(total + "\n  caught by " + byClass + "; see contract-tests/" + TABLE);
    Files.createDirectories(TABLE.getParent());
    Files.writeString(
        TABLE,
        caught.entrySet().stream()
            .map(row -> row(row.getKey(), row.getValue()))
            .collect(Collectors.joining("\n", total + "\n\n", "\n")));
    assertThat(caught).hasSize(Impostor.values().length);
  }

  private static String row(Impostor impostor, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "%-34s %5.1f s  %s%n%44s%s",
        impostor,
        outcome.seconds(),
        outcome.test(),
        "",
        impostor.sentence());
  }

  // ----------------------------------------------------------------------------------- The runs

  private static Outcome fromOutside(String name, Fault fault, List<String> flags)
      throws Exception {
    Path report = FOLDER.resolve(name);
    Instant start = Instant.now();
    try (ImpostorServer server = ImpostorServer.start(fault, ImpostorServer.CONFIG)) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-jar",
                  JAR.toString(),
                  "verify",
                  "--base-url",
                  server.baseUri().toString(),
                  "--tenant",
                  TestTenants.TENANT,
                  "--namespace",
                  TestTenants.NAMESPACE,
                  "--client-id",
                  TestTenants.ADMINISTRATOR.id(),
                  "--client-secret",
                  TestTenants.ADMINISTRATOR.secret(),
                  "--second-client-id",
                  TestTenants.OPERATOR.id(),
                  "--second-client-secret",
                  TestTenants.OPERATOR.secret(),
                  "--fail-fast",
                  "--report",
                  report.toString()));
      arguments.addAll(flags);
      int exit = run(name, arguments);
      return new Outcome(exit, server.answered(), firstFailure(report), seconds(start));
    }
  }

  private static Outcome fromInside(String name, List<String> impostor) throws Exception {
    Instant start = Instant.now();
    List<String> arguments =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), ServiceRun.class.getName()));
    arguments.addAll(impostor);
    String file = "inside-" + name;
    int exit = run(file, arguments);
    String output = Files.readString(FOLDER.resolve(file + ".out"));
    int end = output.indexOf(ServiceRun.EXCHANGES);
    assertThat(end).as("The run did not come to its end: " + output).isNotNegative();
    String[] parts = output.substring(end).split("\n", 2);
    int exchanges = Integer.parseInt(parts[0].substring(ServiceRun.EXCHANGES.length()).strip());
    return new Outcome(exit, exchanges, parts[1].strip(), seconds(start));
  }

  private static int run(String name, List<String> arguments) throws Exception {
    Files.createDirectories(FOLDER);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // these processes live for seconds
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(FOLDER.resolve(name + ".out").toFile())
            .redirectError(FOLDER.resolve(name + ".err").toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The run against " + name + " does not end");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static double seconds(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }

  /** The first failure in the JUnit XML of a report: the test's name and what it says. */
  private static String firstFailure(Path report) throws Exception {
    try (Stream<Path> files = Files.walk(report)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
        var failures =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("failure");
        if (failures.getLength() > 0) {
          Node test = failures.item(0).getParentNode();
          return ((Element) test).getAttribute("classname").replaceFirst(".*\\.", "")
              + "."
              + ((Element) test).getAttribute("name")
              + ": "
              + failures.item(0).getTextContent();
        }
      }
    }
    return "";
  }
}
