package io.omfconnections.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.service.ExternalProcess;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.junit.OmfConnectionsExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The service, started from its jar with the built-in tenant directory, and the kit, run from its
 * jar.
 *
 * <p>The system properties {@code service.jar} and {@code kit.jar} name the jars; without them the
 * tests are skipped.
 */
public final class KitFixture implements AutoCloseable {
  private static final TenantDirectory.Tenant DEVELOPMENT =
      DirectoryFile.development().tenants().get(0);

  /** The tenant of the service's development directory. */
  public static final String TENANT = DEVELOPMENT.id();

  /** The administrator role of the tenant. */
  public static final String ADMINISTRATOR_ROLE = DEVELOPMENT.administratorRoleId();

  /** A namespace of the tenant. */
  public static final String NAMESPACE = "plant-a";

  /** A client with the administrator role. */
  public static final String ADMINISTRATOR = OmfConnectionsExtension.ADMINISTRATOR;

  /** A client without the administrator role. */
  public static final String OPERATOR = OmfConnectionsExtension.OPERATOR;

  /** The secret of both clients. */
  public static final String SECRET = DirectoryFile.DEVELOPMENT_SECRET;

  /** Access tokens of the service; longer than the malformed ones that the tests send. */
  static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{40,}\\.");

  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final ExternalProcess service;
  private final String baseUrl;

  private KitFixture(ExternalProcess service) {
    this.service = service;
    this.baseUrl = service.awaitLine("Listening on ");
  }

  /** Starts the service on a free port, in memory. */
  static KitFixture start() {
    return new KitFixture(
        ExternalProcess.startJar(
            jar("service.jar"),
            List.of(
                "serve",
                "--port=0",
                "--in-memory",
                "--provisioning-delay=PT0.2S", // the kit waits for each
                "--deletion-delay=PT0.5S"),
            Map.of(),
            LIMIT));
  }

  /** The base URL of the service. */
  String baseUrl() {
    return baseUrl;
  }

  /** The API of the service with the administrator's credentials. */
  Api api() {
    RecordingClient client = new RecordingClient(URI.create(baseUrl), exchange -> {});
    return new Api(
        client, new Tokens(client), Caller.client(ADMINISTRATOR, SECRET), TENANT, NAMESPACE);
  }

  /** Runs the kit without any environment variable of its own. */
  ExternalProcess kit(String... arguments) {
    return kit(Map.of(), List.of(arguments));
  }

  /** Runs {@code verify} on a server with both clients; the options override the usual ones. */
  ExternalProcess verify(Path report, String server, String... options) {
    return verify(
        report,
        Map.of("OMF_CONTRACT_CLIENT_SECRET", SECRET, "OMF_CONTRACT_SECOND_CLIENT_SECRET", SECRET),
        Stream.concat(
            Stream.of("--base-url=" + server, "--second-client-id=" + OPERATOR),
            Stream.of(options)));
  }

  /** Runs {@code verify} on the service without a second client, and with {@code --token-url}. */
  ExternalProcess verifyWithOneClient(Path report, String... options) {
    return verify(
        report,
        Map.of("OMF_CONTRACT_CLIENT_SECRET", SECRET),
        Stream.concat(
            Stream.of(
                "--base-url=" + baseUrl, "--token-url=" + baseUrl + "/identity/connect/token"),
            Stream.of(options)));
  }

  private static ExternalProcess verify(
      Path report, Map<String, String> environment, Stream<String> options) {
    Map<String, String> byName = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(
                "--tenant=" + TENANT,
                "--namespace=" + NAMESPACE,
                "--client-id=" + ADMINISTRATOR,
                "--report=" + report),
            options)
        .forEach(option -> byName.put(option.split("=", 2)[0], option));
    return kit(environment, Stream.concat(Stream.of("verify"), byName.values().stream()).toList());
  }

  private static ExternalProcess kit(Map<String, String> environment, List<String> arguments) {
    return ExternalProcess.startJar(jar("kit.jar"), arguments, environment, LIMIT);
  }

  private static Path jar(String property) {
    Path jar = Path.of(System.getProperty(property, ""));
    assumeThat(jar)
        .as("the jar that -D%s names; a build of all modules creates it", property)
        .isRegularFile();
    return jar;
  }

  /** Asserts that no file in the directory contains the secret or an access token. */
  static void assertNoSecretIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain(SECRET)
            .doesNotContainPattern(TOKEN);
      }
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
