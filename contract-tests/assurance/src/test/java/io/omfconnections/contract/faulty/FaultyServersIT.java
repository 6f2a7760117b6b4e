package io.omfconnections.contract.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves that a test detects each {@link FaultyServer}, that no two of them are detected for the
 * same reason, and that the service without a fault passes all these tests.
 *
 * <p>Each faulty server names the one test that must detect it. If it is a test of the kit, the
 * kit's command line runs it against the faulty server, as a user would; not in a process of its
 * own, but in this one ({@link KitJar}). Otherwise it is a test of the service, which {@link
 * ServiceRun} runs in a process of its own. Most tests wait until connections have been deleted, so
 * several run at the same time.
 */
class FaultyServersIT {
  private static final Path REPORT = Path.of("target/contract-report/faulty-servers.txt");
  private static final int CONCURRENT_RUNS = 4;

  /** How long to wait for a run. A fault could make a test wait for ever. */
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  // A whole run of the kit sends several thousand requests. A run that skips tests would pass, too.
  private static final int MIN_EXCHANGES = 1_000;

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(CONCURRENT_RUNS);

  @AutoClose private static KitJar kit;

  @BeforeAll
  static void open() throws IOException {
    kit = new KitJar(Path.of(System.getProperty("kit.jar", "target/omf-contract.jar")));
  }

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
  }

  @Test
  void no_two_faulty_servers_have_the_same_reason() {
    List<Reason> reasons = Stream.of(FaultyServer.values()).map(FaultyServer::reason).toList();
    assertThat(reasons).doesNotHaveDuplicates();
    assertThat(reasons).allSatisfy(reason -> assertThat(reason.texts()).isNotEmpty());
  }

  @TestFactory
  Stream<DynamicTest> service_passes_and_each_faulty_server_is_detected() throws Exception {
    Future<TestRun> all = THREADS.submit(() -> TestRun.ofKit(kit, "none", Fault.NONE, ""));
    Map<FaultyServer, Future<TestRun>> runs = new LinkedHashMap<>();
    for (FaultyServer server : FaultyServer.values()) {
      Callable<TestRun> run =
          server.reason().portable()
              ? () ->
                  TestRun.ofKit(kit, server.name(), server.fault(), server.reason().testMethod())
              : () -> TestRun.ofServiceTests(server.name());
      runs.put(server, THREADS.submit(run));
    }
    Future<TestRun> serviceTests = THREADS.submit(() -> TestRun.ofServiceTests(""));
    Map<FaultyServer, TestRun> detected = new LinkedHashMap<>();
    return Stream.of(
            Stream.of(
                DynamicTest.dynamicTest(
                    "no fault, all suites of the kit", () -> passes(all, MIN_EXCHANGES))),
            runs.entrySet().stream()
                .map(
                    run ->
                        DynamicTest.dynamicTest(
                            run.getKey().name(),
                            () -> {
                              TestRun ended = end(run.getValue());
                              isDetected(run.getKey(), ended);
                              detected.put(run.getKey(), ended);
                            })),
            Stream.of(
                DynamicTest.dynamicTest(
                    "no fault, tests of the service", () -> passes(serviceTests, 1)),
                DynamicTest.dynamicTest(
                    "each failure has the reason of one faulty server only",
                    () -> reasonsAreDistinct(detected)),
                DynamicTest.dynamicTest("report", () -> report(detected))))
        .flatMap(tests -> tests);
  }

  private static TestRun end(Future<TestRun> run) throws Exception {
    return run.get(TIMEOUT.toMinutes(), TimeUnit.MINUTES);
  }

  private static void passes(Future<TestRun> future, int minExchanges) throws Exception {
    TestRun run = end(future);
    assertThat(run.test() + run.failure()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.exchanges()).isGreaterThan(minExchanges);
  }

  private static void isDetected(FaultyServer server, TestRun run) {
    assertThat(run.exit()).as("Not detected: %s", server.sentence()).isEqualTo(1);
    assertThat(run.exchanges()).isPositive();
    assertThat(run.test()).isEqualTo(server.reason().test());
    assertThat(Reason.normalized(run.failure())).contains(server.reason().texts());
  }

  /** Asserts that no failure has the reason of another faulty server, too. */
  private static void reasonsAreDistinct(Map<FaultyServer, TestRun> detected) {
    assertThat(detected).containsOnlyKeys(FaultyServer.values());
    Map<FaultyServer, List<FaultyServer>> others = new LinkedHashMap<>();
    detected.forEach(
        (server, run) ->
            Stream.of(FaultyServer.values())
                .filter(other -> other != server)
                .filter(other -> other.reason().explains(run.test(), run.failure()))
                .forEach(
                    other -> others.computeIfAbsent(server, key -> new ArrayList<>()).add(other)));
    assertThat(others).as("servers whose failure has the reason of others, too").isEmpty();
  }

  private static void report(Map<FaultyServer, TestRun> detected) throws IOException {
    long byKit = detected.keySet().stream().filter(server -> server.reason().portable()).count();
    String total =
        String.format(
            Locale.ROOT,
            "Faulty servers: %d started, %d detected: %d by the kit, %d by tests of the service",
            FaultyServer.values().length,
            detected.size(),
            byKit,
            detected.size() - byKit);
    Map<String, Long> byClass =
        detected.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    server -> server.reason().testClass(), TreeMap::new, Collectors.counting()));
    System.out.println(total + "\n  detected by " + byClass + "; see " + REPORT.toAbsolutePath());
    Files.createDirectories(REPORT.getParent());
    Files.writeString(
        REPORT,
        detected.entrySet().stream()
            .map(row -> row(row.getKey(), row.getValue()))
            .collect(Collectors.joining("\n", total + "\n\n", "\n")));
    assertThat(detected).hasSize(FaultyServer.values().length);
  }

  private static String row(FaultyServer server, TestRun run) {
    return String.format(
        Locale.ROOT,
        "%-50s %5.1f s  %s%n%60s%s",
        server,
        run.duration().toMillis() / 1000.0,
        run.test(),
        "",
        server.sentence());
  }
}
