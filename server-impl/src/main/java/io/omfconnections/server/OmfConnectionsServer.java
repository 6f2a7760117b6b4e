package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.Seed;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.identity.ExternalIssuerProvider;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.InMemorySigningKeys;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.identity.SigningKeyStore;
import io.omfconnections.server.identity.SigningKeys;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.RestServer;
import io.omfconnections.server.store.Database;
import io.omfconnections.server.store.PostgresDatabase;
import io.omfconnections.server.store.PostgresSettings;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
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
  /** The file of the signing key in the data directory of earlier releases. */
  private static final String KEY_FILE = "signing-keys.json";

  private final ServerConfig config;
  private final ConnectionStore store;
  private final Seeding seeding;
  private final RestServer http;
  private final PurgeTask purge;
  private final TenantDirectory directory;
  private final @Nullable ExternalIssuerProvider externalIssuer;

  private OmfConnectionsServer(
      ServerConfig config,
      ConnectionStore store,
      Seeding seeding,
      RestServer http,
      PurgeTask purge,
      TenantDirectory directory,
      @Nullable ExternalIssuerProvider externalIssuer) {
    this.config = config;
    this.store = store;
    this.seeding = seeding;
    this.http = http;
    this.purge = purge;
    this.directory = directory;
    this.externalIssuer = externalIssuer;
  }

  /**
   * Starts a server. It accepts requests when this method returns.
   *
   * @throws IllegalArgumentException if a value of the configuration, the directory file or a file
   *     for TLS is invalid
   * @throws UncheckedIOException if the server can't listen on its port, can't use the data
   *     directory or the database, or can't create a self-signed certificate
   */
  public static OmfConnectionsServer start(ServerConfig config) {
    Loopback.requireForAnyOrigin(config.host(), config.corsOrigins());
    TenantDirectory directory = directory(config);
    Seed seed = Seeding.read(config, directory);
    requireFreePort(config); // before a data directory is created
    @Nullable SSLContext tls = TlsCertificate.of(config);
    SqlConnectionStore store =
        openStore(config.dataDirectory(), config.database(), config.storageTimeout());
    try {
      return start(config, directory, seed, tls, store, store.signingKeys());
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the storage of a server.
   *
   * @param dataDirectory the directory of a SQLite database, or null
   * @param database the PostgreSQL database, or null; if both are null, data is kept in memory
   * @param timeout how long a transaction may wait for the database
   * @throws UncheckedIOException if the storage can't be used; the message says what to do
   */
  public static SqlConnectionStore openStore(
      @Nullable Path dataDirectory, @Nullable PostgresSettings database, Duration timeout) {
    Database opened;
    if (database != null) {
      opened = PostgresDatabase.connect(database, timeout);
    } else if (dataDirectory != null) {
      opened = SqliteDatabase.inFolder(dataDirectory);
    } else {
      opened = SqliteDatabase.inMemory();
    }
    return new SqlConnectionStore(opened, timeout);
  }

  /**
   * Starts a server with the given store. {@code dataDirectory} and {@code database} are then not
   * used, and {@code storageTimeout} applies only to purging. The signing key is kept in memory.
   *
   * @param store the store, which the server closes with itself; the caller still owns it if this
   *     method throws
   * @throws IllegalArgumentException as {@link #start(ServerConfig)}
   * @throws UncheckedIOException as {@link #start(ServerConfig)}
   */
  public static OmfConnectionsServer start(ServerConfig config, ConnectionStore store) {
    Loopback.requireForAnyOrigin(config.host(), config.corsOrigins());
    TenantDirectory directory = directory(config);
    return start(
        config,
        directory,
        Seeding.read(config, directory),
        TlsCertificate.of(config),
        store,
        new InMemorySigningKeys());
  }

  private static OmfConnectionsServer start(
      ServerConfig config,
      TenantDirectory directory,
      Seed seed,
      @Nullable SSLContext tls,
      ConnectionStore store,
      SigningKeyStore keyStore) {
    ConnectionDelays delays =
        new ConnectionDelays(config.provisioningDelay(), config.deletionDelay());
    ConnectionService service = new ConnectionService(store, delays, config.clock());
    Seeding seeding = new Seeding(config, seed, store, delays);
    seeding.start(Deadline.in(config.storageTimeout()));
    ExternalIssuer external = config.externalIssuer();
    @Nullable SigningKeys keys = external == null ? openKeys(config, keyStore) : null;
    ExternalIssuerProvider externalIssuer =
        external == null ? null : new ExternalIssuerProvider(external, config.clock());
    try {
      RestServer http =
          startHttp(
              config,
              service,
              seeding,
              directory,
              tls,
              urls ->
                  externalIssuer == null
                      ? new BuiltInIssuer(
                          directory, urls, Objects.requireNonNull(keys), config.clock())
                      : externalIssuer);
      PurgeTask purge = PurgeTask.start(service, config.storageTimeout());
      return new OmfConnectionsServer(
          config, store, seeding, http, purge, directory, externalIssuer);
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
    return uri(http.address(), http.isSecure());
  }

  /**
   * Returns the file of the self-signed certificate that a server creates if {@code tlsSelfSigned}
   * is set.
   */
  public static Path selfSignedCertificate(ServerConfig config) {
    return Objects.requireNonNull(config.dataDirectory())
        .resolve(SelfSignedCertificate.CERTIFICATE_FILE);
  }

  /** Returns whether only this machine can connect to the server. */
  public boolean isLoopbackOnly() {
    return Loopback.contains(http.address().getHostString());
  }

  /**
   * Returns whether the server listens on all addresses of this machine. Without a {@code
   * publicUri}, the URLs that a client gets then have the name that the client uses.
   */
  public boolean isOnAllAddresses() {
    return http.address().getAddress().isAnyLocalAddress();
  }

  /**
   * Replaces all connections and access control lists by those of the seed, or by none if there is
   * no seed. Requests in progress happen before this or after it. Tokens stay valid.
   *
   * @throws OperationException if storage is not available or does not respond in time; nothing has
   *     been changed then
   */
  public void reset() {
    seeding.reset(Deadline.in(config.requestTimeout()));
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

  private static SigningKeys openKeys(ServerConfig config, SigningKeyStore keyStore) {
    Path dataDirectory = config.dataDirectory();
    try {
      return SigningKeys.open(
          keyStore, dataDirectory == null ? null : dataDirectory.resolve(KEY_FILE), config.clock());
    } catch (OperationException e) {
      throw new UncheckedIOException(
          "The signing keys can't be read or written: " + e.reason(), new IOException(e));
    }
  }

  private static RestServer startHttp(
      ServerConfig config,
      ConnectionService service,
      Seeding seeding,
      TenantDirectory directory,
      @Nullable SSLContext tls,
      Function<ServiceUrls, IdentityProvider> issuer) {
    try {
      // The issuer's URL contains the port, so the port must be known before the server
      // starts.
      return config.port() == 0
          ? FreePort.start(
              config.host(),
              port -> startHttp(config, service, seeding, directory, tls, issuer, port))
          : startHttp(config, service, seeding, directory, tls, issuer, config.port());
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
      Seeding seeding,
      TenantDirectory directory,
      @Nullable SSLContext tls,
      Function<ServiceUrls, IdentityProvider> issuer,
      int port)
      throws IOException {
    URI publicUri = config.publicUri();
    URI base =
        publicUri == null
            ? uri(new InetSocketAddress(config.host(), port), tls != null)
            : publicUri;
    ServiceUrls urls =
        new ServiceUrls(
            base, publicUri == null ? Loopback.names(config.host()) : ServiceUrls.Names.NONE);
    boolean development = config.directory() == null;
    RestServer.Site site =
        new RestServer.Site(
            urls,
            config.corsOrigins(),
            tls,
            development,
            // An external issuer's tokens are not public, so they protect the data.
            development && config.externalIssuer() == null ? seeding::reset : null);
    return RestServer.start(
        config.host(),
        port,
        new RestServer.Parts(
            service,
            directory,
            issuer.apply(urls),
            site,
            config.requestTimeout(),
            config.maxBodySize(),
            config.maxConcurrentRequests(),
            new RestServer.Network(
                config.maxConnections(), config.idleTimeout(), config.shutdownTimeout())));
  }

  private static URI uri(InetSocketAddress address, boolean secure) {
    return URI.create(
        (secure ? "https://" : "http://")
            + ServiceUrls.hostAndPort(address.getHostString(), address.getPort()));
  }
}
