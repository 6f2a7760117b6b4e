package io.omfconnections.contract.faulty;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.service.OwnServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherExecutionRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests of the service in a process of their own, with a faulty server in place of the
 * service. For faults that show only to a test that controls the server's clock, data or
 * namespaces.
 */
final class ServiceRun {
  /**
   * Begins the line of the output with the number of exchanges. The next line names the first test
   * that failed, if any; its message follows.
   */
  static final String EXCHANGES = "Exchanges: ";

  private ServiceRun() {}

  /**
   * Runs tests until the first failure. The exit status is 1 if there is one, otherwise 0.
   *
   * @param names the name of a {@link FaultyServer}, to run the test that catches it; none to run
   *     the classes of all such tests on the service without a fault
   */
  public static void main(String[] names) {
    Fault fault = names.length == 0 ? Fault.NONE : FaultyServer.valueOf(names[0]).fault();
    OwnServer.startWith(
        config -> {
          RunningFaultyServer server = RunningFaultyServer.start(fault, config);
          return new OwnServer.Running(server.baseUri(), server::close);
        });
    LauncherDiscoveryRequestBuilder discovery =
        LauncherDiscoveryRequestBuilder.request().selectors(classes());
    if (names.length > 0) {
      Reason reason = FaultyServer.valueOf(names[0]).reason();
      PostDiscoveryFilter filter = test -> FilterResult.includedIf(contains(test, reason));
      discovery.filters(filter);
    }
    FirstFailure first = new FirstFailure();
    LauncherExecutionRequest request =
        LauncherExecutionRequestBuilder.request(discovery.build())
            .listeners(first)
            .cancellationToken(first.token)
            .build();
    LauncherFactory.create().execute(request);
    System.out.println(EXCHANGES + Target.RECORDER.exchanges().size());
    System.out.println(first.test);
    System.out.println(first.message);
    System.exit(first.test.isEmpty() ? 0 : 1);
  }

  /** Selects the classes of all tests of the service that catch a faulty server. */
  private static List<DiscoverySelector> classes() {
    return Stream.of(FaultyServer.values())
        .map(FaultyServer::reason)
        .filter(reason -> !reason.portable())
        .map(reason -> OwnServer.class.getPackageName() + "." + reason.testClass())
        .distinct()
        .map(name -> (DiscoverySelector) selectClass(name))
        .toList();
  }

  /** Whether the descriptor is that of the reason's test, or of a container. */
  private static boolean contains(TestDescriptor descriptor, Reason reason) {
    return !(descriptor.getSource().orElse(null) instanceof MethodSource method)
        || (method.getMethodName().equals(reason.testMethod())
            && method.getClassName().endsWith("." + reason.testClass()));
  }

  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken token = CancellationToken.create();
    private String test = "";
    private String message = "";

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED && test.isEmpty()) {
        String name =
            identifier.getUniqueIdObject().getSegments().stream()
                .skip(1) // the engine
                .map(segment -> segment.getValue().replaceFirst("\\(.*", ""))
                .collect(Collectors.joining("."));
        test = name.substring(name.lastIndexOf('.', name.indexOf("Test.")) + 1);
        message = result.getThrowable().map(Throwable::getMessage).orElse("");
        token.cancel();
      }
    }
  }
}
