package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.Seed;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.identity.ExternalIssuerProvider;
import io.omfconnections.server.identity.InMemorySigningKeys;
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
 *
 * <p>Long because it is the API for embedding, with the documentation of each method.
 */
public final class OmfConnectionsServer implements AutoCloseable {
  /** The file of the signing key in the data directory of earlier releases. */
  private static final String KEY_FILE = "signing-keys.json";

  private final ServerConfig config;
  private final ConnectionStore store;
  private final Seeding seeding;
  private final RestServer http;
  private final PurgeTask purge;
  private final LiveDirectory directory;
  private final Metrics metrics;
  private final @Nullable ExternalIssuerProvider externalIssuer;

  private OmfConnectionsServer(
      ServerConfig config,
      ConnectionStore store,
      Seeding seeding,
      RestServer http,
      PurgeTask purge,
      LiveDirectory directory,
      Metrics metrics,
      @Nullable ExternalIssuerProvider externalIssuer) {
    this.config = config;
    this.store = store;
    this.seeding = seeding;
    this.http = http;
    this.purge = purge;
    this.directory = directory;
    this.metrics = metrics;
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
    RestServer.prepare();
    Loopback.requireForAnyOrigin(config.host(), config.corsOrigins());
    LiveDirectory directory = directory(config);
    Seed seed = Seeding.read(config, directory.get());
    HttpStart.requireFreePort(config); // before a data directory is created
    @Nullable SSLContext tls = TlsCertificate.of(config);
    return Metrics.pass(
        metrics -> {
          SqlConnectionStore store =
              new SqlConnectionStore(
                  openDatabase(config.dataDirectory(), config.database(), config.storageTimeout()),
                  config.storageTimeout(),
                  metrics.registry());
          try {
            return start(config, directory, seed, metrics, tls, store, store.signingKeys());
          } catch (RuntimeException | Error e) {
            store.close();
            throw e;
          }
        });
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
    return new SqlConnectionStore(openDatabase(dataDirectory, database, timeout), timeout);
  }

  private static Database openDatabase(
      @Nullable Path dataDirectory, @Nullable PostgresSettings database, Duration timeout) {
    if (database != null) {
      return PostgresDatabase.connect(database, timeout);
    }
    return dataDirectory == null
        ? SqliteDatabase.inMemory()
        : SqliteDatabase.inFolder(dataDirectory);
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
    LiveDirectory directory = directory(config);
    Seed seed = Seeding.read(config, directory.get());
    @Nullable SSLContext tls = TlsCertificate.of(config);
    return Metrics.pass(
        metrics -> start(config, directory, seed, metrics, tls, store, new InMemorySigningKeys()));
  }

  private static OmfConnectionsServer start(
      ServerConfig config,
      LiveDirectory directory,
      Seed seed,
      Metrics metrics,
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
          new HttpStart(
                  config,
                  service,
                  seeding,
                  directory,
                  metrics.registry(),
                  tls,
                  urls ->
                      externalIssuer == null
                          ? new BuiltInIssuer(urls, Objects.requireNonNull(keys), config.clock())
                          : externalIssuer)
              .start();
      PurgeTask purge = PurgeTask.start(service, config.storageTimeout());
      directory.watch();
      return new OmfConnectionsServer(
          config, store, seeding, http, purge, directory, metrics, externalIssuer);
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
    return HttpStart.uri(http.address(), http.isSecure());
  }

  /**
   * Returns the file of the self-signed certificate that a server creates if {@code tlsSelfSigned}
   * is set.
   */
  public static Path selfSignedCertificate(ServerConfig config) {
    return Objects.requireNonNull(config.dataDirectory())
        .resolve(SelfSignedCertificate.CERTIFICATE_FILE);
  }

  /**
   * Returns the URL of the metrics in the text format of Prometheus; null if there is none: without
   * a {@code managementPort}, if other machines can connect, or if there is a {@code publicUri}.
   */
  public @Nullable URI metricsUri() {
    InetSocketAddress management = http.managementAddress();
    if (management != null) {
      return HttpStart.uri(management, false).resolve("/metrics");
    }
    return HttpStart.metricsAreBesideApi(config) ? baseUri().resolve("/metrics") : null;
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
   * Replaces all connections and access control lists with those of the seed, or removes them if
   * there is no seed. Each request in progress takes effect before this or after it. Tokens stay
   * valid.
   *
   * @throws OperationException if storage is not available or does not respond in time; then
   *     nothing has been changed
   */
  public void reset() {
    seeding.reset(Deadline.in(config.requestTimeout()));
  }

  /** Returns the tenants of the server, as they are now. */
  public TenantDirectory directory() {
    return directory.get();
  }

  /**
   * Reads the directory file again, as the server itself does when the file has changed. Requests
   * in progress are completed with the previous directory.
   *
   * @throws IllegalArgumentException if the file can't be read or is invalid; the message names the
   *     line, and the directory that was read before stays in use
   */
  public void reloadDirectory() {
    directory.reload();
  }

  /**
   * Has the directory file read again by another thread, and does not wait for that. Any number of
   * calls before the file is read have it read once. If it is invalid, the log says so.
   */
  public void requestDirectoryReload() {
    directory.requestReload();
  }

  /**
   * Completes the requests in progress within the shutdown timeout, closes all connections, and
   * stops. Discards data that is in memory.
   */
  @Override
  public void close() {
    directory.close();
    purge.close();
    http.close();
    if (externalIssuer != null) {
      externalIssuer.close();
    }
    try {
      store.close();
    } finally {
      metrics.close();
    }
  }

  private static LiveDirectory directory(ServerConfig config) {
    if (config.directory() == null) {
      Loopback.requireForDevelopmentDirectory(config.host());
    }
    return LiveDirectory.read(config.directory());
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
}
