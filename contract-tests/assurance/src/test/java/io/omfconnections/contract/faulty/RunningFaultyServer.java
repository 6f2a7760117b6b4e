package io.omfconnections.contract.faulty;

import io.omfconnections.contract.service.TamperingProxy;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.identity.SigningKeyStore;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import io.omfconnections.server.identity.SigningKeys;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.RestServer;
import io.omfconnections.server.store.SqlConnectionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The service with a fault, assembled from its public parts, behind a proxy. */
final class RunningFaultyServer implements AutoCloseable {
  // Only the tokens name the issuer, so it need not be where the server listens.
  private static final ServiceUrls URLS =
      new ServiceUrls(URI.create("http://127.0.0.1"), ServiceUrls.Names.LOOPBACK);

  /**
   * In memory, with the development directory, not that of the service's tests: the kit must detect
   * a fault whatever the tenants and clients are. A deletion takes two seconds, so that slow tests
   * see the state Deleting, too.
   */
  static final ServerConfig CONFIG =
      ServerConfig.builder()
          .provisioningDelay(Duration.ZERO)
          .deletionDelay(Duration.ofSeconds(2))
          .build();

  // Generating a key takes longer than most tests.
  private static @Nullable String signingKey;

  private final ConnectionStore store;
  private final RestServer server;
  private final TamperingProxy proxy;

  private RunningFaultyServer(ConnectionStore store, RestServer server, TamperingProxy proxy) {
    this.store = store;
    this.server = server;
    this.proxy = proxy;
  }

  /**
   * Starts a server with {@link #CONFIG} on a free port. All servers that this method starts have
   * the same signing key. The server accepts requests when this method returns.
   */
  static RunningFaultyServer start(Fault fault) {
    SqlConnectionStore store = openStore(CONFIG);
    synchronized (RunningFaultyServer.class) {
      SigningKeyStore keys = store.signingKeys();
      if (signingKey == null) {
        SigningKeys.open(keys, null, CONFIG.clock()); // generates a key
        signingKey = keys.read().get(0).jwk();
      } else {
        keys.add(new StoredKey(1, CONFIG.clock().instant(), signingKey));
      }
    }
    return start(fault, CONFIG, store);
  }

  /** Starts a server on a free port. It accepts requests when this method returns. */
  static RunningFaultyServer start(Fault fault, ServerConfig config) {
    return start(fault, config, openStore(config));
  }

  private static SqlConnectionStore openStore(ServerConfig config) {
    return OmfConnectionsServer.openStore(
        config.dataDirectory(), config.database(), config.storageTimeout());
  }

  private static RunningFaultyServer start(
      Fault fault, ServerConfig config, SqlConnectionStore sqlStore) {
    SigningKeyStore keys = sqlStore.signingKeys();
    ConnectionStore store = fault.store().apply(sqlStore);
    ConnectionService service =
        new ConnectionService(
            store,
            new ConnectionDelays(config.provisioningDelay(), config.deletionDelay()),
            config.clock());
    Path file = config.directory();
    TenantDirectory directory =
        file == null ? DirectoryFile.development() : DirectoryFile.read(file);
    try {
      RestServer server =
          RestServer.start(
              config.host(),
              0,
              new RestServer.Parts(
                  service,
                  () -> directory,
                  new BuiltInIssuer(
                      URLS,
                      SigningKeys.open(keys, null, config.clock()),
                      fault.tokenClock().apply(config.clock())),
                  new RestServer.Site(URLS, Set.of(), null, false, null),
                  config.requestTimeout(),
                  config.maxBodySize(),
                  config.maxConcurrentRequests(),
                  new RestServer.Network(
                      config.maxConnections(), config.idleTimeout(), config.shutdownTimeout()),
                  RestServer.Monitoring.none()));
      URI uri = URI.create("http://" + config.host() + ":" + server.address().getPort());
      return new RunningFaultyServer(store, server, TamperingProxy.start(uri, fault.proxy()));
    } catch (IOException e) {
      store.close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a faulty server with the development directory until standard input ends, for manual tests
   * and other tools. The system property {@code contract.deletionDelay} replaces the delay of
   * deletions, such as {@code PT0S}.
   *
   * @param names the name of a {@link FaultyServer}; none to run the service without a fault
   */
  public static void main(String[] names) throws IOException {
    Fault fault = names.length == 0 ? Fault.NONE : FaultyServer.valueOf(names[0]).fault();
    ServerConfig config =
        ServerConfig.builder()
            .provisioningDelay(CONFIG.provisioningDelay())
            .deletionDelay(
                Duration.parse(
                    System.getProperty(
                        "contract.deletionDelay", CONFIG.deletionDelay().toString())))
            .build();
    try (RunningFaultyServer server = start(fault, config)) {
      System.out.println("Listening on " + server.baseUri());
      while (System.in.read() >= 0) {}
    }
  }

  /** Returns how many requests were complete, well-formed HTTP and got a response. */
  int responseCount() {
    return proxy.interceptedRequests();
  }

  /** Returns the URL of the proxy. */
  URI baseUri() {
    return proxy.baseUri();
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
    store.close();
  }
}
