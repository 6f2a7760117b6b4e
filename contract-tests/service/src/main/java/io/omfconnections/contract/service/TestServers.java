package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSession;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.ServerConfigBuilder;
import io.omfconnections.server.connections.ConnectionStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;

/**
 * Starts servers of this project for one run of tests: the shared one, which the kit's suites test,
 * and dedicated ones for tests that need to configure, stop or break a server. All of them have the
 * tenants of {@link TestTenants}, and one recorder records every exchange with them.
 */
public final class TestServers implements AutoCloseable {
  private static final Namespace NAMESPACE = Namespace.create(TestServers.class);

  /**
   * A running server.
   *
   * @param baseUri its base URL
   * @param stop stops it
   */
  public record RunningServer(URI baseUri, Runnable stop) {}

  private final Recorder recorder;
  private final Function<ServerConfig, RunningServer> starter;
  private final TestStorage storage = TestStorage.selected();
  private @Nullable InProcessServer shared;

  /** Creates a factory of servers whose exchanges are stored in the recorder. */
  public TestServers(Recorder recorder) {
    this(recorder, config -> running(OmfConnectionsServer.start(config)));
  }

  /**
   * Creates a factory that starts servers in another way, for instance servers with a fault.
   *
   * @param recorder checks and stores every exchange
   * @param starter starts a server with the given configuration
   */
  public TestServers(Recorder recorder, Function<ServerConfig, RunningServer> starter) {
    this.recorder = recorder;
    this.starter = starter;
  }

  /**
   * Makes these servers available to all tests that the launcher session runs: the shared server as
   * the target of a {@link ContractSession}, and this object to tests that start their own servers.
   * The launcher session closes it at its end.
   */
  public void storeIn(LauncherSession launcher) {
    launcher.getStore().put(NAMESPACE, TestServers.class, this);
    new ContractSession(recorder, this::target).storeIn(launcher);
  }

  /** Returns the object that was stored in the launcher session, or null if there is none. */
  public static @Nullable TestServers of(LauncherSession launcher) {
    return launcher.getStore().get(NAMESPACE, TestServers.class, TestServers.class);
  }

  /** Returns the recorder of all exchanges with these servers. */
  public Recorder recorder() {
    return recorder;
  }

  /**
   * Starts a server on a free port, with an in-memory store unless the settings have a data
   * directory. {@link TestStorage} may select another one.
   */
  public InProcessServer start(UnaryOperator<ServerConfigBuilder> settings) {
    return new InProcessServer(starter.apply(storage.configure(config(settings))), recorder);
  }

  /** Starts a server on a free port with the given store, which the server closes when it stops. */
  public InProcessServer start(UnaryOperator<ServerConfigBuilder> settings, ConnectionStore store) {
    return new InProcessServer(
        running(OmfConnectionsServer.start(config(settings), store)), recorder);
  }

  /** Starts a server in a process of its own, with its data in the given directory. */
  public ServerProcess startProcess(Path dataDirectory) {
    return ServerProcess.start(storage.location(dataDirectory), recorder);
  }

  /**
   * Starts a server in a process of its own that may have only so many files open, including
   * connections. Needs bash.
   */
  public ServerProcess startProcess(Path dataDirectory, int maxOpenFiles) {
    return ServerProcess.start(
        storage.location(dataDirectory),
        recorder,
        List.of("bash", "-c", "ulimit -n " + maxOpenFiles + " && exec \"$@\"", "bash"));
  }

  /** Stops the shared server, if it was started. */
  @Override
  public synchronized void close() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  private synchronized Target target() {
    InProcessServer server =
        start(config -> config.provisioningDelay(Duration.ZERO).deletionDelay(Duration.ZERO));
    shared = server;
    return new Target(
        server.baseUri(),
        server.tokens(),
        TestTenants.TENANT,
        TestTenants.NAMESPACE,
        TestTenants.ADMINISTRATOR,
        TestTenants.OPERATOR,
        Api.CONTRACT.versions());
  }

  private static ServerConfig config(UnaryOperator<ServerConfigBuilder> settings) {
    return settings
        .apply(ServerConfig.builder().port(0).directory(TestTenants.directoryFile()))
        .build();
  }

  private static RunningServer running(OmfConnectionsServer server) {
    return new RunningServer(server.baseUri(), server::close);
  }
}
