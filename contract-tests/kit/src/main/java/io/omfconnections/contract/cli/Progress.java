package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.http.NoAnswerException;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.report.Failure;
import java.io.PrintWriter;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Shows how a run goes: a line for each suite, and each failure at once. */
final class Progress implements TestExecutionListener {
  // So many failures are shown whole; all are in the JUnit XML.
  private static final int SHOWN = 50;
  private static final int SHOWN_OF_ONE = 6_000;

  private final PrintWriter out;
  private final CancellationToken run;
  private final boolean failFast;
  private final BooleanSupplier server;
  private final Map<String, Suite> suites = new HashMap<>();
  private final Map<String, Integer> skips = new LinkedHashMap<>();
  private final Set<String> shown = new HashSet<>();
  private final List<Failure> failures = new ArrayList<>();
  private final Suite total = new Suite();
  private boolean serverGone;
  private @Nullable TestPlan plan;

  /** How the tests of a suite have ended, and when it began. */
  private static final class Suite {
    private final long began = System.nanoTime();
    private int passed;
    private int failed;
    private int skipped;
  }

  /**
   * A progress that nothing has been done of.
   *
   * @param run what to cancel when it is no use to go on
   * @param failFast whether that is so at the first failure
   * @param server whether the server answers at this moment; asked after each failure
   */
  Progress(PrintWriter out, CancellationToken run, boolean failFast, BooleanSupplier server) {
    this.out = out;
    this.run = run;
    this.failFast = failFast;
    this.server = server;
  }

  /** How many tests there were. */
  synchronized int tests() {
    return total.passed + total.failed + total.skipped;
  }

  /** How many tests were done, whatever came of them. */
  synchronized int done() {
    return total.passed + total.failed;
  }

  /** The tests that failed, but for those that did so because the server was gone. */
  synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Whether the server stopped answering, and the run was cancelled for it. */
  synchronized boolean serverGone() {
    return serverGone;
  }

  /** Sentences with the numbers, each reason to skip, what was not shown, and the duration. */
  synchronized String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d tests: %d passed, %d failed, %d skipped.%n",
            tests(),
            total.passed,
            total.failed,
            total.skipped));
    skips.forEach(
        (reason, count) -> text.append(String.format("  %d skipped: %s%n", count, reason)));
    if (total.failed > SHOWN) {
      text.append(
          String.format(
              "The first %d failures are shown above; all are in the report's %s.%n",
              SHOWN, JunitXml.FILE));
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
      suites.put(test.getUniqueId(), new Suite());
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    if (!run.isCancellationRequested()) {
      skipped(test, reason);
    }
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
    Suite suite = isSuite(test) ? suites.get(test.getUniqueId()) : null;
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
    // The first line is the reason, as AssertJ writes what it assumed and what it saw below it.
    String sentence = reason.strip().lines().findFirst().orElse("no reason given");
    skips.merge(sentence, 1, Integer::sum);
    total.skipped++;
    suite(test).ifPresent(suite -> suite.skipped++);
  }

  private void failed(TestIdentifier test, @Nullable Throwable error) {
    total.failed++;
    serverGone = serverGone || !server.getAsBoolean();
    // What broke the contract did so, even if it was the last thing that the server did.
    if (!serverGone || error instanceof ContractViolationError) {
      failures.add(new Failure(name(test), brief(error)));
    }
    suite(test).ifPresent(suite -> suite.failed++);
    if (total.failed <= SHOWN) {
      out.println();
      out.println("FAILED " + name(test));
      message(error).lines().forEach(line -> out.println("  " + line));
      out.println();
    } else {
      out.println("FAILED " + name(test) + " (see " + JunitXml.FILE + ")");
    }
    out.flush();
    if (failFast || serverGone) {
      run.cancel();
    }
  }

  private String message(@Nullable Throwable error) {
    if (error instanceof ContractViolationError broken) {
      List<String> rules =
          broken.violations().stream().map(v -> v.rule() + " " + v.pointer()).distinct().toList();
      if (shown.containsAll(rules)) {
        return "As shown above:\n" + brief(broken);
      }
      shown.addAll(rules);
    }
    return text(error);
  }

  /** What is wrong, without the exchange if it breaks the contract: that is shown elsewhere. */
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
    // Elsewhere the type tells something: it is a defect of the tests.
    boolean told = error instanceof AssertionError || error instanceof NoAnswerException;
    String text = told ? String.valueOf(error.getMessage()) : error.toString();
    return text.length() > SHOWN_OF_ONE ? text.substring(0, SHOWN_OF_ONE) + "..." : text;
  }

  /** The names from the suite on. */
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

  private Optional<Suite> suite(TestIdentifier test) {
    Optional<TestIdentifier> up = Optional.of(test);
    while (up.isPresent() && !isSuite(up.get())) {
      up = parent(up.get());
    }
    return up.map(found -> suites.computeIfAbsent(found.getUniqueId(), id -> new Suite()));
  }

  private Optional<TestIdentifier> parent(TestIdentifier test) {
    return plan == null ? Optional.empty() : plan.getParent(test);
  }

  private static boolean isSuite(TestIdentifier test) {
    return test.getSource().filter(ClassSource.class::isInstance).isPresent();
  }
}
