package io.omfconnections.contract.harness;

import io.omfconnections.contract.Recorder;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server that the suites share, and what they may call themselves there.
 *
 * <p>Without {@code -Dcontract.baseUri}, it is one that this build starts, without delays and in
 * memory. With it, it is any other; {@code -Dcontract.tenant}, {@code -Dcontract.namespace}, {@code
 * -Dcontract.clientId} and {@code -Dcontract.clientSecret} say where and who, and {@code
 * -Dcontract.secondClientId} and {@code -Dcontract.secondClientSecret} a client that is not an
 * administrator.
 */
public final class Target {
  /** Records every exchange of the run, with whatever server. */
  public static final Recorder RECORDER = new Recorder(Api.CONTRACT);

  private static @Nullable Target shared;

  private final RecordingClient client;
  private final Tokens tokens;
  private final String tenant;
  private final String namespace;
  private final Caller administrator;
  private final @Nullable Caller second;

  private Target(
      URI base, String tenant, String namespace, Caller administrator, @Nullable Caller second) {
    this.client = new RecordingClient(base, RECORDER);
    this.tokens = new Tokens(client);
    this.tenant = tenant;
    this.namespace = namespace;
    this.administrator = administrator;
    this.second = second;
  }

  /** The shared server, which is started when it is first asked for. */
  public static synchronized Target shared() {
    if (shared == null) {
      shared = isRemote() ? remote() : own();
    }
    return shared;
  }

  /** Whether the shared server is not this build's. */
  public static boolean isRemote() {
    return System.getProperty("contract.baseUri") != null;
  }

  /** Whether there is a client that is not an administrator. */
  public static boolean hasSecond() {
    return !isRemote() || System.getProperty("contract.secondClientId") != null;
  }

  /** The operations as the administrator, with something that cleans up after them. */
  public Api api(Cleanup cleanup) {
    return new Api(client, tokens, cleanup, administrator, tenant, namespace, "v1");
  }

  /** What cleans up after a test. */
  public Cleanup cleanup() {
    return new Cleanup(() -> new Api(client, tokens, null, administrator, tenant, namespace, "v1"));
  }

  /** A client of the same tenant that is not an administrator. */
  public Caller second() {
    return Optional.ofNullable(second)
        .orElseThrow(() -> new IllegalStateException("There is no second client"));
  }

  private static Target own() {
    OwnServer server =
        OwnServer.start(
            config -> config.provisioningDelay(Duration.ZERO).deletionDelay(Duration.ZERO));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return new Target(
        server.baseUri(),
        Fixtures.TENANT,
        Fixtures.NAMESPACE,
        Fixtures.ADMINISTRATOR,
        Fixtures.OPERATOR);
  }

  private static Target remote() {
    String secondId = System.getProperty("contract.secondClientId");
    return new Target(
        URI.create(required("contract.baseUri")),
        required("contract.tenant"),
        required("contract.namespace"),
        Caller.client(required("contract.clientId"), required("contract.clientSecret")),
        secondId == null ? null : Caller.client(secondId, required("contract.secondClientSecret")));
  }

  private static String required(String name) {
    String value = System.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException("With -Dcontract.baseUri, -D" + name + " is needed, too");
    }
    return value;
  }
}
