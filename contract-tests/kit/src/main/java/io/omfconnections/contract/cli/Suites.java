package io.omfconnections.contract.cli;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import io.omfconnections.contract.harness.ContractSession;
import io.omfconnections.contract.harness.TestsHttp;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The portable suites, possibly reduced to the tests whose names match a pattern. */
final class Suites {
  private static final String PACKAGE = "io.omfconnections.contract.suites";

  private final Launcher launcher = LauncherFactory.create();
  private final LauncherDiscoveryRequest request;
  private final TestPlan plan;

  /**
   * Discovers the tests.
   *
   * @param pattern text that the name of the suite or test must contain, in which {@code *} matches
   *     any text; case, and the difference between spaces and underscores, is ignored; null for all
   * @param except such a text that neither may contain; null for none
   * @param behindProxy whether to leave out the tests of HTTP itself
   * @param jobs the number of independent tests of a suite that may run at the same time
   */
  Suites(@Nullable String pattern, @Nullable String except, boolean behindProxy, int jobs) {
    LauncherDiscoveryRequestBuilder builder =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage(PACKAGE))
            .configurationParameters(parallel(jobs));
    if (pattern != null) {
      builder.filters(nameFilter(pattern, true));
    }
    if (except != null) {
      builder.filters(nameFilter(except, false));
    }
    if (behindProxy) {
      builder.filters(TagFilter.excludeTags(TestsHttp.TAG));
    }
    this.request = builder.build();
    this.plan = launcher.discover(request);
  }

  private static Map<String, String> parallel(int jobs) {
    String prefix = "junit.jupiter.execution.parallel.";
    String number = String.valueOf(jobs);
    return Map.of(
        prefix + "enabled",
        String.valueOf(jobs > 1),
        prefix + "config.executor-service",
        "worker_thread_pool",
        prefix + "config.strategy",
        "fixed",
        prefix + "config.fixed.parallelism",
        number,
        prefix + "config.fixed.max-pool-size",
        number);
  }

  /** Whether no test matches. */
  boolean isEmpty() {
    return suites().findAny().isEmpty();
  }

  /** Prints the names of the suites and their tests. */
  void list(PrintWriter out) {
    suites()
        .forEach(
            suite -> {
              out.println(suite.getDisplayName());
              plan.getChildren(suite).forEach(test -> out.println("  " + test.getDisplayName()));
            });
  }

  /** Runs the tests against the server of the session. */
  void run(
      ContractSession session, CancellationToken cancellation, TestExecutionListener... listeners) {
    try (LauncherSession launcherSession = LauncherFactory.openSession()) {
      session.storeIn(launcherSession);
      launcherSession
          .getLauncher()
          .execute(
              LauncherExecutionRequestBuilder.request(request)
                  .cancellationToken(cancellation)
                  .listeners(listeners)
                  .build());
    }
  }

  private Stream<TestIdentifier> suites() {
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .filter(test -> test.getSource().filter(ClassSource.class::isInstance).isPresent());
  }

  private static PostDiscoveryFilter nameFilter(String pattern, boolean included) {
    String expression =
        Stream.of(normalized(pattern).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    Pattern name = Pattern.compile(expression);
    return descriptor ->
        FilterResult.includedIf(
            descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> matches(name, descriptor, method) == included)
                .orElse(true));
  }

  private static boolean matches(Pattern name, TestDescriptor test, MethodSource method) {
    return name.matcher(normalized(method.getClassName().replaceFirst(".*\\.", ""))).find()
        || name.matcher(normalized(method.getMethodName())).find()
        || name.matcher(normalized(test.getDisplayName())).find();
  }

  private static String normalized(String name) {
    return name.replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
