package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.harness.TestsHttp;
import io.omfconnections.contract.http.NoResponseException;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.report.Failure;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints the progress of a run: each failure as it happens, and a line for each finished suite.
 * Cancels the run when the server stops responding, or at the first failure if asked to.
 * Thread-safe.
 */
final class ProgressListener implements TestExecutionListener {
  /** Failures after these are printed without details, which are in the JUnit XML. */
  private static final int MAX_DETAILED_FAILURES = 50;

  private static final int MAX_MESSAGE_LENGTH = 6_000;

  private final PrintWriter out;
  private final CancellationToken run;
  private final boolean failFast;
  private final BooleanSupplier isResponding;
  private final Map<String, Counters> suites = new HashMap<>();
  private final Map<String, Integer> skips = new LinkedHashMap<>();
  private final Set<String> printedViolations = new HashSet<>();
  private final Map<String, Failure> failures = new HashMap<>();
  private final Counters total = new Counters();
  private int failedHttp;
  private boolean serverUnreachable;
  private @Nullable TestPlan plan;

  /** Counters of one suite, or of the whole run. */
  private static final class Counters {
    private final long began = System.nanoTime();
    private int passed;
    private int failed;
    private int skipped;
  }

  /**
   * Creates the listener of one run.
   *
   * @param run cancelled when the server stops responding
   * @param failFast whether to cancel at the first failure
   * @param isResponding whether the server responds at this moment; called after each failure
   */
  ProgressListener(
      PrintWriter out, CancellationToken run, boolean failFast, BooleanSupplier isResponding) {
    this.out = out;
    this.run = run;
    this.failFast = failFast;
    this.isResponding = isResponding;
  }

  /** Returns the number of tests that were executed, that is, not skipped. */
  synchronized int executed() {
    return total.passed + total.failed;
  }

  /**
   * Returns the failed tests in the order of the suites, except those that failed because the
   * server stopped responding.
   */
  synchronized List<Failure> failures() {
    return plan == null
        ? List.of()
        : plan.getRoots().stream().flatMap(root -> failures(plan, root)).toList();
  }

  private Stream<Failure> failures(TestPlan tests, TestIdentifier test) {
    return Stream.concat(
        tests.getChildren(test).stream().flatMap(child -> failures(tests, child)),
        Stream.ofNullable(failures.get(test.getUniqueId())));
  }

  /** Whether the run was cancelled because the server stopped responding. */
  synchronized boolean serverUnreachable() {
    return serverUnreachable;
  }

  /** Returns the numbers of tests by result, the reasons for skipped tests, and the duration. */
  synchronized String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Tests: %d; passed: %d; failed: %d; skipped: %d.%n",
            total.passed + total.failed + total.skipped,
            total.passed,
            total.failed,
            total.skipped));
    skips.forEach(
        (reason, count) -> text.append(String.format("  %d skipped: %s%n", count, reason)));
    if (failedHttp > 0) {
      text.append(
          String.format(
              "%d of the failed tests test HTTP itself. If a proxy is in front of the server, leave"
                  + " them out with --behind-proxy.%n",
              failedHttp));
    }
    if (total.failed > MAX_DETAILED_FAILURES) {
      text.append(
          String.format(
              "Only the first %d failures are printed in full; all are in %s.%n",
              MAX_DETAILED_FAILURES, JunitXmlListener.FILE));
    }
    long seconds = (System.nanoTime() - total.began) / 1_000_000_000;
    text.append(String.format("The run took %d min %d s.%n", seconds / 60, seconds % 60));
    return text.toString();
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    if (isSuite(test)) {
      suites.put(test.getUniqueId(), new Counters());
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    skipped(test, reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Throwable error = result.getThrowable().orElse(null);
    switch (result.getStatus()) {
      case FAILED -> failed(test, error);
      case ABORTED -> skipped(test, error == null ? "" : String.valueOf(error.getMessage()));
      case SUCCESSFUL -> {
        if (test.isTest()) {
          total.passed++;
          suite(test).ifPresent(suite -> suite.passed++);
        }
      }
    }
    Counters suite = isSuite(test) ? suites.get(test.getUniqueId()) : null;
    if (suite != null) {
      out.printf(
          Locale.ROOT,
          "%-26s %5d passed %4d failed %4d skipped %7.1f s%n",
          test.getDisplayName(),
          suite.passed,
          suite.failed,
          suite.skipped,
          (System.nanoTime() - suite.began) / 1e9);
      out.flush();
    }
  }

  private void skipped(TestIdentifier test, String reason) {
    // After a cancellation, JUnit reports the remaining tests and containers as skipped or aborted.
    if (run.isCancellationRequested()) {
      return;
    }
    // AssertJ puts the description of an assumption on the first line and the values below.
    String sentence = reason.strip().lines().findFirst().orElse("no reason given");
    skips.merge(sentence, 1, Integer::sum);
    total.skipped++;
    suite(test).ifPresent(suite -> suite.skipped++);
  }

  private void failed(TestIdentifier test, @Nullable Throwable error) {
    total.failed++;
    failedHttp += testsHttp(test) ? 1 : 0;
    serverUnreachable = serverUnreachable || !isResponding.getAsBoolean();
    // A violation of the contract counts even if it was the last response of the server.
    if (!serverUnreachable || error instanceof ContractViolationError) {
      failures.put(test.getUniqueId(), new Failure(name(test), brief(error)));
    }
    suite(test).ifPresent(suite -> suite.failed++);
    if (total.failed <= MAX_DETAILED_FAILURES) {
      out.println();
      out.println("FAILED " + name(test));
      message(error).lines().forEach(line -> out.println("  " + line));
      out.println();
    } else {
      out.println("FAILED " + name(test) + " (see " + JunitXmlListener.FILE + ")");
    }
    out.flush();
    if (failFast || serverUnreachable) {
      run.cancel();
    }
  }

  private String message(@Nullable Throwable error) {
    if (error instanceof ContractViolationError broken) {
      List<String> found =
          broken.violations().stream().map(v -> v.rule() + " " + v.pointer()).distinct().toList();
      if (printedViolations.containsAll(found)) {
        return "Same violation as above:\n" + brief(broken);
      }
      printedViolations.addAll(found);
    }
    return text(error);
  }

  /** Returns the message of an error, without the exchange, which is printed elsewhere. */
  private static String brief(@Nullable Throwable error) {
    return error instanceof ContractViolationError broken
        ? broken
            .exchange()
            .redact(
                broken.violations().stream()
                    .map(Violation::toString)
                    .collect(Collectors.joining("\n")))
        : text(error);
  }

  private static String text(@Nullable Throwable error) {
    if (error == null) {
      return "";
    }
    // Any other exception is a defect of the tests, of which the type is useful.
    boolean expected = error instanceof AssertionError || error instanceof NoResponseException;
    String text = expected ? String.valueOf(error.getMessage()) : error.toString();
    return text.length() > MAX_MESSAGE_LENGTH
        ? text.substring(0, MAX_MESSAGE_LENGTH) + "..."
        : text;
  }

  /** Returns the names of the suite, its containers and the test. */
  private String name(TestIdentifier test) {
    String name = test.getDisplayName();
    for (Optional<TestIdentifier> up = parent(test);
        up.isPresent() && !isSuite(test);
        up = parent(up.get())) {
      name = up.get().getDisplayName() + " > " + name;
      if (isSuite(up.get())) {
        break;
      }
    }
    return name;
  }

  private Optional<Counters> suite(TestIdentifier test) {
    Optional<TestIdentifier> up = Optional.of(test);
    while (up.isPresent() && !isSuite(up.get())) {
      up = parent(up.get());
    }
    return up.map(found -> suites.computeIfAbsent(found.getUniqueId(), id -> new Counters()));
  }

  private Optional<TestIdentifier> parent(TestIdentifier test) {
    return plan == null ? Optional.empty() : plan.getParent(test);
  }

  private boolean testsHttp(TestIdentifier test) {
    return test.getTags().contains(TestTag.create(TestsHttp.TAG))
        || parent(test).filter(this::testsHttp).isPresent();
  }

  private static boolean isSuite(TestIdentifier test) {
    return test.getSource().filter(ClassSource.class::isInstance).isPresent();
  }
}
