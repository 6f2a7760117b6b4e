package io.omfconnections.contract.cli;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import io.omfconnections.contract.harness.ContractSession;
import java.io.PrintWriter;
import java.util.Locale;
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
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The portable suites, or those of them whose names match. */
final class Suites {
  private static final String PACKAGE = "io.omfconnections.contract.suites";

  private final Launcher launcher = LauncherFactory.create();
  private final LauncherDiscoveryRequest request;
  private final TestPlan plan;

  /**
   * The suites and tests that match.
   *
   * @param pattern a part of the name of suites or tests, with {@code *} for anything; null: all
   */
  Suites(@Nullable String pattern) {
    LauncherDiscoveryRequestBuilder builder =
        LauncherDiscoveryRequestBuilder.request().selectors(selectPackage(PACKAGE));
    if (pattern != null) {
      builder.filters(named(pattern));
    }
    this.request = builder.build();
    this.plan = launcher.discover(request);
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return suites().findAny().isEmpty();
  }

  /** Shows what is in them. */
  void list(PrintWriter out) {
    suites()
        .forEach(
            suite -> {
              out.println(suite.getDisplayName());
              plan.getChildren(suite).forEach(test -> out.println("  " + test.getDisplayName()));
            });
  }

  /** Runs them against the server of the session. */
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

  private static PostDiscoveryFilter named(String pattern) {
    String expression =
        Stream.of(readable(pattern).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    Pattern name = Pattern.compile(expression);
    return descriptor ->
        FilterResult.includedIf(
            descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> matches(name, descriptor, method))
                .orElse(true));
  }

  private static boolean matches(Pattern name, TestDescriptor test, MethodSource method) {
    return name.matcher(readable(method.getClassName().replaceFirst(".*\\.", ""))).find()
        || name.matcher(readable(method.getMethodName())).find()
        || name.matcher(readable(test.getDisplayName())).find();
  }

  private static String readable(String name) {
    return name.replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
