package io.omfconnections.contract.impostors;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.contract.service.TestServers;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.CancellationToken;
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
 * Runs tests that start our service, in a process of its own, and has an impostor started in its
 * place: for the faults that show only to who has the server's clock, data or other namespaces.
 */
final class ServiceRun {
  /** What the line begins with that says how many there were; the first failure comes after it. */
  static final String EXCHANGES = "Exchanges: ";

  private ServiceRun() {}

  /**
   * Runs the tests until the first that fails, says which and why, and ends with 1 if there is one.
   *
   * @param names the impostor, or nothing: the service without a fault
   */
  public static void main(String[] names) {
    TestServers servers =
        new TestServers(
            new Recorder(Api.CONTRACT),
            config -> {
              Fault fault = names.length == 0 ? Fault.NONE : Impostor.valueOf(names[0]).fault();
              ImpostorServer server = ImpostorServer.start(fault, config);
              return new TestServers.RunningServer(server.baseUri(), server::close);
            });
    FirstFailure first = new FirstFailure();
    LauncherExecutionRequest request =
        LauncherExecutionRequestBuilder.request(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(
                        suites(names)
                            .map(
                                name ->
                                    selectClass(TestServers.class.getPackageName() + "." + name))
                            .toList())
                    .build())
            .listeners(first)
            .cancellationToken(first.token)
            .build();
    // Without registered listeners: the one of the service's tests would provide correct servers.
    LauncherConfig config =
        LauncherConfig.builder().enableLauncherSessionListenerAutoRegistration(false).build();
    try (LauncherSession session = LauncherFactory.openSession(config)) {
      servers.storeIn(session);
      session.getLauncher().execute(request);
    }
    System.out.println(EXCHANGES + servers.recorder().exchanges().size());
    System.out.println(first.text);
    System.exit(first.text.isEmpty() ? 0 : 1);
  }

  /** The suite that is to catch the impostor; without one, all that have an impostor to catch. */
  private static Stream<String> suites(String[] names) {
    return Stream.of(Impostor.values())
        .filter(impostor -> !impostor.isPortable())
        .filter(impostor -> names.length == 0 || impostor.name().equals(names[0]))
        .map(Impostor::suite)
        .distinct();
  }

  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken token = CancellationToken.create();
    private String text = "";

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED && text.isEmpty()) {
        String name =
            test.getUniqueIdObject().getSegments().stream()
                .skip(1) // the engine
                .map(segment -> segment.getValue().replaceFirst("\\(.*", ""))
                .collect(Collectors.joining("."));
        text =
            name.substring(name.lastIndexOf('.', name.indexOf("Test.")) + 1)
                + ": "
                + result.getThrowable().map(Throwable::getMessage).orElse("");
        token.cancel();
      }
    }
  }
}
