package io.omfconnections.contract.impostors;

import io.omfconnections.contract.service.TamperingProxy;
import io.omfconnections.contract.service.TestTenants;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.RestServer;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** The service with a fault, put together of its public parts, and a proxy in front of it. */
final class ImpostorServer implements AutoCloseable {
  /** The name of the built-in issuer; tokens and their check agree about it, and nobody else. */
  private static final URI ISSUER = URI.create("http://127.0.0.1/identity");

  /** Deletion takes a while, so that what is Deleting can be seen. */
  static final ServerConfig CONFIG =
      ServerConfig.builder()
          .directory(TestTenants.directoryFile())
          .provisioningDelay(Duration.ZERO)
          .deletionDelay(Duration.ofMillis(300))
          .build();

  private final ConnectionStore store;
  private final RestServer server;
  private final TamperingProxy proxy;

  private ImpostorServer(ConnectionStore store, RestServer server, TamperingProxy proxy) {
    this.store = store;
    this.server = server;
    this.proxy = proxy;
  }

  /** Starts one on a free port; it answers when this returns. */
  static ImpostorServer start(Fault fault, ServerConfig config) {
    Path folder = config.dataDirectory();
    ConnectionStore store =
        fault
            .store()
            .apply(
                new SqlConnectionStore(
                    folder == null ? SqliteDatabase.inMemory() : SqliteDatabase.inFolder(folder),
                    config.storageTimeout()));
    ConnectionService service =
        new ConnectionService(
            store,
            new ConnectionDelays(config.provisioningDelay(), config.deletionDelay()),
            config.clock());
    TenantDirectory directory = DirectoryFile.read(Objects.requireNonNull(config.directory()));
    try {
      RestServer server =
          RestServer.start(
              config.host(),
              0,
              new RestServer.Parts(
                  service,
                  directory,
                  new BuiltInIssuer(
                      directory, ISSUER, folder, fault.tokens().apply(config.clock())),
                  null,
                  config.requestTimeout(),
                  config.maxBodySize(),
                  config.maxConcurrentRequests()));
      URI address = URI.create("http://" + config.host() + ":" + server.address().getPort());
      return new ImpostorServer(store, server, TamperingProxy.start(address, fault.wire()));
    } catch (IOException e) {
      store.close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the impostor of the given name, for someone to look at; or, without one, the service
   * with no fault. Runs until its input ends.
   */
  public static void main(String[] names) throws IOException {
    Fault fault = names.length == 0 ? Fault.NONE : Impostor.valueOf(names[0]).fault();
    try (ImpostorServer server = start(fault, CONFIG)) {
      System.out.println("Listening on " + server.baseUri());
      while (System.in.read() >= 0) {}
    }
  }

  /** How many requests it has answered; of those that are HTTP and came as a whole. */
  int answered() {
    return proxy.interceptedRequests();
  }

  /** Where callers find it: the proxy. */
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
