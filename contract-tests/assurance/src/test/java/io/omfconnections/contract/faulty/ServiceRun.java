package io.omfconnections.contract.faulty;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.contract.service.TestServers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherExecutionRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
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
   * @param names the name of a {@link FaultyServer}, to run the test that detects it; none to run
   *     the classes of all such tests on the service without a fault
   */
  public static void main(String[] names) {
    Fault fault = names.length == 0 ? Fault.NONE : FaultyServer.valueOf(names[0]).fault();
    TestServers servers =
        new TestServers(
            new Recorder(Api.CONTRACT),
            config -> {
              RunningFaultyServer server = RunningFaultyServer.start(fault, config);
              return new TestServers.RunningServer(server.baseUri(), server::close);
            });
    FirstFailure first = new FirstFailure();
    LauncherExecutionRequest request =
        LauncherExecutionRequestBuilder.request(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(names.length == 0 ? allClasses() : List.of(test(names[0])))
                    .build())
            .listeners(first)
            .cancellationToken(first.token)
            .build();
    // Without the registered listener, which would provide servers without a fault.
    LauncherConfig config =
        LauncherConfig.builder().enableLauncherSessionListenerAutoRegistration(false).build();
    try (LauncherSession session = LauncherFactory.openSession(config)) {
      servers.storeIn(session);
      session.getLauncher().execute(request);
    }
    System.out.println(EXCHANGES + servers.recorder().exchanges().size());
    System.out.println(first.test);
    System.out.println(first.message);
    System.exit(first.test.isEmpty() ? 0 : 1);
  }

  private static DiscoverySelector test(String name) {
    Reason reason = FaultyServer.valueOf(name).reason();
    Class<?> type = testClass(reason);
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(reason.testMethod()))
        .map(method -> (DiscoverySelector) selectMethod(type, method))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("No test " + reason.test()));
  }

  private static List<DiscoverySelector> allClasses() {
    return Stream.of(FaultyServer.values())
        .map(FaultyServer::reason)
        .filter(reason -> !reason.portable())
        .map(ServiceRun::testClass)
        .distinct()
        .map(type -> (DiscoverySelector) selectClass(type))
        .toList();
  }

  private static Class<?> testClass(Reason reason) {
    try {
      return Class.forName(TestServers.class.getPackageName() + "." + reason.testClass());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
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
