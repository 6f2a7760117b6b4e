package io.omfconnections.server.cli;

import ch.qos.logback.classic.LoggerContext;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the server, and runs it until the process is asked to terminate. */
@Command(
    name = "serve",
    description = "Starts the server. It runs until it receives SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footer = {
      "",
      "Durations are in ISO 8601 format: PT1S is one second, PT5M five minutes.",
      "Each flag can be set with an environment variable: OMF_CONNECTIONS_PORT for",
      "--port, and so on. A flag on the command line takes precedence.",
      "",
      "Health check, for containers and load balancers:",
      "  curl --fail --silent http://127.0.0.1:8080/health/ready",
      "It fails while storage does not respond. /health/live responds if the process runs."
    })
final class ServeCommand implements Callable<Integer> {
  enum LogFormat {
    plain,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Host name or IP address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = ServerConfig.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 selects a free port (default: ${DEFAULT-VALUE}).")
  private int port = ServerConfig.DEFAULT_PORT;

  @Mixin private StorageOptions storage = new StorageOptions();

  @Option(
      names = "--in-memory",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Keep data in memory only, and discard it at exit (including the signing key: tokens"
              + " become invalid).")
  private boolean inMemory;

  @Mixin private DirectoryOptions directory = new DirectoryOptions();

  @Option(
      names = "--provisioning-delay",
      paramLabel = "DURATION",
      description = "Time from Creating to Active (default: ${DEFAULT-VALUE}).")
  private Duration provisioningDelay = ServerConfig.DEFAULT_DELAY;

  @Option(
      names = "--deletion-delay",
      paramLabel = "DURATION",
      description = "Time from Deleting to Deleted (default: ${DEFAULT-VALUE}).")
  private Duration deletionDelay = ServerConfig.DEFAULT_DELAY;

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      description = "Default and maximum request timeout (default: ${DEFAULT-VALUE}).")
  private Duration requestTimeout = ServerConfig.DEFAULT_REQUEST_TIMEOUT;

  @Option(
      names = "--storage-timeout",
      paramLabel = "DURATION",
      description =
          "Maximum time that one transaction waits for storage (default: ${DEFAULT-VALUE}).")
  private Duration storageTimeout = ServerConfig.DEFAULT_STORAGE_TIMEOUT;

  @Option(
      names = "--max-body-size",
      paramLabel = "BYTES",
      description = "Maximum size of a request body (default: ${DEFAULT-VALUE}).")
  private long maxBodySize = ServerConfig.DEFAULT_MAX_BODY_SIZE;

  @Option(
      names = "--max-concurrent-requests",
      paramLabel = "NUMBER",
      description =
          "Maximum number of requests processed at the same time; further ones get 503. One tenant"
              + " of several has at most four fifths of what the others leave (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxConcurrentRequests = ServerConfig.DEFAULT_MAX_CONCURRENT_REQUESTS;

  @Option(
      names = "--max-connections",
      paramLabel = "NUMBER",
      description =
          "Maximum number of open connections; for each further one, the one that has waited"
              + " longest for a complete request is closed (default: calculated from the limit of"
              + " open files, the heap, and whether TLS is used; at most 10000).")
  private int maxConnections = ServerConfig.DEFAULT_MAX_CONNECTIONS;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      description =
          "Maximum time that a connection waits for a complete request head (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration idleTimeout = ServerConfig.DEFAULT_IDLE_TIMEOUT;

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "DURATION",
      description =
          "Maximum time that a shutdown waits for requests in progress (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration shutdownTimeout = ServerConfig.DEFAULT_SHUTDOWN_TIMEOUT;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "URL under which clients reach the service, if it is behind a proxy.")
  private @Nullable URI publicUrl;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      split = ",",
      description =
          "Origin whose pages may use the service in a browser, such as http://localhost:3000. Can"
              + " be repeated; * allows all, on loopback addresses only (default: none).")
  private Set<String> corsOrigins = new LinkedHashSet<>();

  @Mixin private ManagementOptions management = new ManagementOptions();

  @Mixin private IssuerOptions issuer = new IssuerOptions();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "Log format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.plain;

  @Override
  public Integer call() throws InterruptedException {
    // Must precede the creation of the first logger, which reads the property.
    if (logFormat == LogFormat.json) {
      System.setProperty("logback.configurationFile", "logback-json.xml");
    }
    ExitOnFatalError.install();
    Log.useSlf4j();

    ServerConfig config = config();
    AtomicReference<@Nullable OmfConnectionsServer> running = new AtomicReference<>();
    CountDownLatch stopped = new CountDownLatch(1);
    // Added before the start, because the log is also written if the start fails.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  OmfConnectionsServer server = running.get();
                  if (server != null) {
                    server.close();
                  }
                  flushLog();
                  stopped.countDown();
                },
                "shutdown"));
    OmfConnectionsServer server = OmfConnectionsServer.start(config);
    running.set(server);
    if (directory.directory != null) {
      ReloadSignal.handle(server::requestDirectoryReload);
    }
    PrintWriter out = spec.commandLine().getOut();
    StartupMessage.print(out, server, config);
    out.flush();
    StartNotification.send();
    stopped.await();
    return 0;
  }

  /** Writes the lines that wait in the appender, for a limited time. */
  private static void flushLog() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
  }

  private ServerConfig config() {
    Location location = location();
    return ServerConfig.builder()
        .host(host)
        .port(port)
        .dataDirectory(location == Location.DIRECTORY ? storage.dataDirectory() : null)
        .database(
            location == Location.DATABASE || !storage.hasDatabase() ? storage.database() : null)
        .directory(directory.directory)
        .seed(directory.seed)
        .provisioningDelay(provisioningDelay)
        .deletionDelay(deletionDelay)
        .requestTimeout(requestTimeout)
        .storageTimeout(storageTimeout)
        .maxBodySize(maxBodySize)
        .maxConcurrentRequests(maxConcurrentRequests)
        .maxConnections(maxConnections)
        .idleTimeout(idleTimeout)
        .shutdownTimeout(shutdownTimeout)
        .publicUri(publicUrl)
        .tlsCertificate(tls.certificate)
        .tlsKey(tls.key)
        .tlsSelfSigned(tls.selfSigned)
        .corsOrigins(corsOrigins)
        .managementPort(management.port)
        .managementHost(management.host())
        .externalIssuer(issuer.externalIssuer())
        .build();
  }

  /** Where data is stored. */
  private enum Location {
    DIRECTORY,
    DATABASE,
    MEMORY
  }

  /**
   * Returns where data is stored. --data-dir, --database and --in-memory exclude each other, but
   * each flag overrides the environment variables of the others.
   */
  private Location location() {
    Map<String, Location> chosen = new LinkedHashMap<>();
    if (storage.chosenDataDirectory() != null) {
      chosen.put("--data-dir", Location.DIRECTORY);
    }
    if (storage.hasDatabase()) {
      chosen.put("--database", Location.DATABASE);
    }
    if (inMemory) {
      chosen.put("--in-memory", Location.MEMORY);
    }
    if (chosen.size() > 1 && chosen.keySet().stream().anyMatch(this::isOnCommandLine)) {
      chosen.keySet().removeIf(flag -> !isOnCommandLine(flag));
    }
    if (chosen.size() > 1) {
      throw invalidUsage(
          String.join(" and ", chosen.keySet()) + " exclude each other: use only one of them.");
    }
    return chosen.values().stream().findFirst().orElse(Location.DIRECTORY);
  }

  private boolean isOnCommandLine(String flag) {
    return spec.commandLine().getParseResult().hasMatchedOption(flag);
  }

  private ParameterException invalidUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
