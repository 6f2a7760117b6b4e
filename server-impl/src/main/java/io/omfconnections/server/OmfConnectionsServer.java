package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.identity.ExternalIssuerProvider;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.RestServer;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A running server. Several servers can run in one JVM, each with its own port and data.
 *
 * <pre>{@code
 * try (var server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build())) {
 *   URI base = server.baseUri();
 * }
 * }</pre>
 */
public final class OmfConnectionsServer implements AutoCloseable {
  private final ConnectionStore store;
  private final RestServer http;
  private final PurgeTask purge;
  private final TenantDirectory directory;
  private final @Nullable ExternalIssuerProvider externalIssuer;

  private OmfConnectionsServer(
      ConnectionStore store,
      RestServer http,
      PurgeTask purge,
      TenantDirectory directory,
      @Nullable ExternalIssuerProvider externalIssuer) {
    this.store = store;
    this.http = http;
    this.purge = purge;
    this.directory = directory;
    this.externalIssuer = externalIssuer;
  }

  /**
   * Starts a server. It accepts requests when this method returns.
   *
   * @throws IllegalArgumentException if a value of the configuration or the directory file is
   *     invalid
   * @throws UncheckedIOException if the server can't listen on its port or can't use the data
   *     directory
   */
  public static OmfConnectionsServer start(ServerConfig config) {
    TenantDirectory directory = directory(config);
    requireFreePort(config); // before a data directory is created
    Path dataDirectory = config.dataDirectory();
    SqliteDatabase database =
        dataDirectory == null ? SqliteDatabase.inMemory() : SqliteDatabase.inFolder(dataDirectory);
    ConnectionStore store = new SqlConnectionStore(database, config.storageTimeout());
    try {
      return start(config, directory, store);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /**
   * Starts a server with the given store instead of SQLite. {@code dataDirectory} is then used only
   * for the signing key; {@code storageTimeout} applies only to purging.
   *
   * @param store the store, which the server closes with itself; the caller still owns it if this
   *     method throws
   * @throws IllegalArgumentException as {@link #start(ServerConfig)}
   * @throws UncheckedIOException as {@link #start(ServerConfig)}
   */
  public static OmfConnectionsServer start(ServerConfig config, ConnectionStore store) {
    return start(config, directory(config), store);
  }

  private static OmfConnectionsServer start(
      ServerConfig config, TenantDirectory directory, ConnectionStore store) {
    ConnectionService service =
        new ConnectionService(
            store,
            new ConnectionDelays(config.provisioningDelay(), config.deletionDelay()),
            config.clock());
    ExternalIssuer external = config.externalIssuer();
    ExternalIssuerProvider externalIssuer =
        external == null ? null : new ExternalIssuerProvider(external, config.clock());
    try {
      RestServer http = startHttp(config, service, directory, externalIssuer);
      PurgeTask purge = PurgeTask.start(service, config.storageTimeout());
      return new OmfConnectionsServer(store, http, purge, directory, externalIssuer);
    } catch (RuntimeException | Error e) {
      if (externalIssuer != null) {
        externalIssuer.close();
      }
      throw e;
    }
  }

  /**
   * Returns the base URL of the server, such as {@code http://127.0.0.1:8080}, without a trailing
   * slash.
   */
  public URI baseUri() {
    return uri(http.address());
  }

  /** Returns whether only this machine can connect to the server. */
  public boolean isLoopbackOnly() {
    return Loopback.contains(http.address().getHostString());
  }

  /** Returns the tenants of the server. */
  public TenantDirectory directory() {
    return directory;
  }

  /**
   * Completes the requests in progress within the shutdown timeout, closes all connections, and
   * stops. Discards data that is in memory.
   */
  @Override
  public void close() {
    purge.close();
    http.close();
    if (externalIssuer != null) {
      externalIssuer.close();
    }
    store.close();
  }

  private static TenantDirectory directory(ServerConfig config) {
    Path file = config.directory();
    if (file != null) {
      return DirectoryFile.read(file);
    }
    Loopback.requireForDevelopmentDirectory(config.host());
    return DirectoryFile.development();
  }

  private static RestServer startHttp(
      ServerConfig config,
      ConnectionService service,
      TenantDirectory directory,
      @Nullable IdentityProvider externalIssuer) {
    try {
      // The issuer's URL contains the port, so the port must be known before the server
      // starts.
      return config.port() == 0
          ? FreePort.start(
              config.host(), port -> startHttp(config, service, directory, externalIssuer, port))
          : startHttp(config, service, directory, externalIssuer, config.port());
    } catch (IOException e) {
      throw cannotListen(config, e);
    }
  }

  private static void requireFreePort(ServerConfig config) {
    try {
      FreePort.require(config.host(), config.port());
    } catch (IOException e) {
      throw cannotListen(config, e);
    }
  }

  private static UncheckedIOException cannotListen(ServerConfig config, IOException reason) {
    return new UncheckedIOException(
        "Can't listen on " + config.host() + ":" + config.port() + ": " + reason.getMessage(),
        reason);
  }

  private static RestServer startHttp(
      ServerConfig config,
      ConnectionService service,
      TenantDirectory directory,
      @Nullable IdentityProvider externalIssuer,
      int port)
      throws IOException {
    URI publicUri = config.publicUri();
    URI baseUri = publicUri == null ? uri(new InetSocketAddress(config.host(), port)) : publicUri;
    return RestServer.start(
        config.host(),
        port,
        new RestServer.Parts(
            service,
            directory,
            externalIssuer == null ? builtInIssuer(config, directory, baseUri) : externalIssuer,
            publicUri,
            config.requestTimeout(),
            config.maxBodySize(),
            config.maxConcurrentRequests(),
            new RestServer.Network(
                config.maxConnections(), config.idleTimeout(), config.shutdownTimeout())));
  }

  private static IdentityProvider builtInIssuer(
      ServerConfig config, TenantDirectory directory, URI baseUri) {
    return new BuiltInIssuer(
        directory, URI.create(baseUri + "/identity"), config.dataDirectory(), config.clock());
  }

  private static URI uri(InetSocketAddress address) {
    String host = address.getHostString();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }
}
