package io.omfconnections.server.cli;

import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the service, and runs until the process is told to stop. */
@Command(
    name = "serve",
    description = "Starts the service. It runs until it gets SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footer = {
      "",
      "Durations are in ISO 8601: PT1S is a second, PT5M are five minutes.",
      "Each flag has a twin in the environment, which the flag overrides:",
      "--port is OMF_CONNECTIONS_PORT, --data-dir is OMF_CONNECTIONS_DATA_DIR."
    })
final class ServeCommand implements Callable<Integer> {
  private static final String DEFAULT_DATA_DIR = "omf-connections-data";

  enum LogFormat {
    plain,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where to listen (default: " + ServerConfig.DEFAULT_HOST + ").")
  private String host = ServerConfig.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "On which port; 0: any free one (default: " + ServerConfig.DEFAULT_PORT + ").")
  private int port = ServerConfig.DEFAULT_PORT;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data is kept (default: " + DEFAULT_DATA_DIR + ").")
  private @Nullable Path dataDir;

  @Option(
      names = "--in-memory",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Keep nothing: data is gone at the end.")
  private boolean inMemory;

  @Option(
      names = "--directory",
      paramLabel = "FILE",
      description = "The YAML file of tenants (default: a published one, for loopback only).")
  private @Nullable Path directory;

  @Option(
      names = "--provisioning-delay",
      paramLabel = "DURATION",
      description = "From Creating to Active (default: PT1S).")
  private Duration provisioningDelay = ServerConfig.DEFAULT_DELAY;

  @Option(
      names = "--deletion-delay",
      paramLabel = "DURATION",
      description = "From Deleting to Deleted (default: PT1S).")
  private Duration deletionDelay = ServerConfig.DEFAULT_DELAY;

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      description = "How long a request may take (default: PT30S).")
  private Duration requestTimeout = ServerConfig.DEFAULT_REQUEST_TIMEOUT;

  @Option(
      names = "--storage-timeout",
      paramLabel = "DURATION",
      description = "How long a request may wait for storage (default: PT10S).")
  private Duration storageTimeout = ServerConfig.DEFAULT_STORAGE_TIMEOUT;

  @Option(
      names = "--max-body-size",
      paramLabel = "BYTES",
      description =
          "The largest request body (default: " + ServerConfig.DEFAULT_MAX_BODY_SIZE + ").")
  private long maxBodySize = ServerConfig.DEFAULT_MAX_BODY_SIZE;

  @Option(
      names = "--max-concurrent-requests",
      paramLabel = "NUMBER",
      description =
          "How many requests are worked on at once; others get 503 (default: "
              + ServerConfig.DEFAULT_MAX_CONCURRENT_REQUESTS
              + ").")
  private int maxConcurrentRequests = ServerConfig.DEFAULT_MAX_CONCURRENT_REQUESTS;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "The service's address for clients, as behind a proxy.")
  private @Nullable URI publicUrl;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "Take the tokens of this issuer, and issue none.")
  private @Nullable URI issuer;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      split = ",",
      description = "With --issuer: what a token's aud must hold one of.")
  private @Nullable List<String> audiences;

  @Option(
      names = "--jwks-uri",
      paramLabel = "URL",
      description = "With --issuer: its keys (default: where its discovery document says).")
  private @Nullable URI jwksUri;

  @Option(
      names = "--tenant-claim",
      paramLabel = "NAME",
      description = "With --issuer: the claim of the tenant (default: tid).")
  private @Nullable String tenantClaim;

  @Option(
      names = "--client-claim",
      paramLabel = "NAME",
      description = "With --issuer: the claim of the client (default: client_id).")
  private @Nullable String clientClaim;

  @Option(
      names = "--user-claim",
      paramLabel = "NAME",
      description = "With --issuer: the claim of the user (default: sub).")
  private @Nullable String userClaim;

  @Option(
      names = "--roles-claim",
      paramLabel = "NAME",
      description = "With --issuer: the claim of the roles (default: roles).")
  private @Nullable String rolesClaim;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "plain or json (default: plain).")
  private LogFormat logFormat = LogFormat.plain;

  @Override
  public Integer call() throws InterruptedException {
    // Before the first logger is made, which reads it.
    if (logFormat == LogFormat.json) {
      System.setProperty("logback.configurationFile", "logback-json.xml");
    }
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();

    ServerConfig config = config();
    OmfConnectionsServer server = OmfConnectionsServer.start(config);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    Welcome.print(out, server, config);
    out.flush();
    stopped.await();
    return 0;
  }

  private ServerConfig config() {
    Path keptIn = inMemory ? null : dataDir == null ? Path.of(DEFAULT_DATA_DIR) : dataDir;
    if (dataDir != null && inMemory) {
      // A flag overrides the other's twin in the environment; two of a kind contradict each other.
      boolean dataDirFlag = spec.commandLine().getParseResult().hasMatchedOption("--data-dir");
      boolean inMemoryFlag = spec.commandLine().getParseResult().hasMatchedOption("--in-memory");
      if (dataDirFlag == inMemoryFlag) {
        throw misused("--data-dir and --in-memory exclude each other: give one of them.");
      }
      keptIn = dataDirFlag ? dataDir : null;
    }
    ServerConfig.Builder builder =
        ServerConfig.builder()
            .host(host)
            .port(port)
            .provisioningDelay(provisioningDelay)
            .deletionDelay(deletionDelay)
            .requestTimeout(requestTimeout)
            .storageTimeout(storageTimeout)
            .maxBodySize(maxBodySize)
            .maxConcurrentRequests(maxConcurrentRequests);
    if (keptIn != null) {
      builder.dataDirectory(keptIn);
    }
    if (directory != null) {
      builder.directory(directory);
    }
    if (publicUrl != null) {
      builder.publicUri(publicUrl);
    }
    ExternalIssuer external = externalIssuer();
    if (external != null) {
      builder.externalIssuer(external);
    }
    return builder.build();
  }

  private @Nullable ExternalIssuer externalIssuer() {
    if (issuer == null) {
      if (audiences != null
          || jwksUri != null
          || tenantClaim != null
          || clientClaim != null
          || userClaim != null
          || rolesClaim != null) {
        throw misused(
            "--audience, --jwks-uri and the --…-claim flags say how the tokens of --issuer are"
                + " checked: give --issuer, too.");
      }
      return null;
    }
    return new ExternalIssuer(
        issuer,
        audiences == null ? new LinkedHashSet<>() : new LinkedHashSet<>(audiences),
        jwksUri,
        new ClaimNames(
            tenantClaim == null ? ClaimNames.DEFAULT.tenant() : tenantClaim,
            clientClaim == null ? ClaimNames.DEFAULT.client() : clientClaim,
            userClaim == null ? ClaimNames.DEFAULT.user() : userClaim,
            rolesClaim == null ? ClaimNames.DEFAULT.roles() : rolesClaim));
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
