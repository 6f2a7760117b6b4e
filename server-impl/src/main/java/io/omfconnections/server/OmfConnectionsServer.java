package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service. Any number of them may run in one JVM, on ports and with data of their own.
 *
 * <pre>{@code
 * try (var server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build())) {
 *   URI base = server.baseUri();
 * }
 * }</pre>
 */
public final class OmfConnectionsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OmfConnectionsServer.class);
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);

  private final ConnectionStore store;
  private final RestServer http;
  private final ScheduledExecutorService purger;
  private final TenantDirectory directory;

  private OmfConnectionsServer(
      ConnectionStore store,
      RestServer http,
      ScheduledExecutorService purger,
      TenantDirectory directory) {
    this.store = store;
    this.http = http;
    this.purger = purger;
    this.directory = directory;
  }

  /**
   * Starts a server, and returns when it answers.
   *
   * @throws IllegalArgumentException when a value of the configuration, or the directory file, is
   *     wrong
   * @throws UncheckedIOException when the address or the data directory can't be had
   */
  public static OmfConnectionsServer start(ServerConfig config) {
    TenantDirectory directory = directory(config);
    Path folder = config.dataDirectory();
    SqliteDatabase database =
        folder == null ? SqliteDatabase.inMemory() : SqliteDatabase.inFolder(folder);
    ConnectionStore store = new SqlConnectionStore(database, config.storageTimeout());
    try {
      return start(config, directory, store);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /**
   * Starts a server that keeps its connections in a store of the caller's, and returns when it
   * answers. In the data directory is then no more than the key with which tokens are signed, and
   * how long storage may take is the store's own to say.
   *
   * @param store the server closes it when it stops; when it can't start, it is the caller's still
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
    RestServer http = serve(config, service, directory);
    ScheduledExecutorService purger = purgeRegularly(service, config.storageTimeout());
    return new OmfConnectionsServer(store, http, purger, directory);
  }

  private static TenantDirectory directory(ServerConfig config) {
    requireLoopbackForDevelopmentDirectory(config);
    Path file = config.directory();
    return file == null ? DirectoryFile.development() : DirectoryFile.read(file);
  }

  /**
   * The address of the server, such as {@code http://127.0.0.1:8080}, with nothing after the port.
   */
  public URI baseUri() {
    return uri(http.address());
  }

  /** Whether only this machine can reach the server. */
  public boolean isLoopbackOnly() {
    return isLoopback(http.address().getHostString());
  }

  /** The tenants that the server knows. */
  public TenantDirectory directory() {
    return directory;
  }

  /** Finishes the requests that run, and stops. Data that was in memory is gone. */
  @Override
  public void close() {
    purger.shutdownNow();
    http.close();
    store.close();
  }

  private static RestServer serve(
      ServerConfig config, ConnectionService service, TenantDirectory directory) {
    for (int attempt = 1; ; attempt++) {
      try {
        // The built-in issuer's name holds the port, so a free one is chosen before it is made.
        return listen(
            config,
            service,
            directory,
            config.port() == 0 ? freePort(config.host()) : config.port());
      } catch (IOException e) {
        // Another process may have taken the free port in between.
        if (config.port() != 0 || attempt == MAX_ATTEMPTS) {
          throw new UncheckedIOException(
              "Can't listen on " + config.host() + ":" + config.port() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static RestServer listen(
      ServerConfig config, ConnectionService service, TenantDirectory directory, int port)
      throws IOException {
    ExternalIssuer external = config.externalIssuer();
    URI publicUri = config.publicUri();
    URI base = publicUri == null ? uri(new InetSocketAddress(config.host(), port)) : publicUri;
    IdentityProvider identityProvider =
        external == null
            ? new BuiltInIssuer(
                directory, URI.create(base + "/identity"), config.dataDirectory(), config.clock())
            : new ExternalIssuerProvider(external, config.clock());
    return RestServer.start(
        config.host(),
        port,
        new RestServer.Parts(
            service,
            directory,
            identityProvider,
            publicUri,
            config.requestTimeout(),
            config.maxBodySize(),
            config.maxConcurrentRequests()));
  }

  private static void requireLoopbackForDevelopmentDirectory(ServerConfig config) {
    if (config.directory() != null) {
      return;
    }
    if (isLoopback(config.host())) {
      return;
    }
    throw new IllegalArgumentException(
        "The development directory has published credentials, so it is served on loopback only, and "
            + config.host()
            + " is not loopback. Give a directory of your own with --directory FILE, or listen on"
            + " 127.0.0.1.");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host " + host + " has no address", e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a task that never ends and never throws
  private static ScheduledExecutorService purgeRegularly(
      ConnectionService service, Duration timeout) {
    ScheduledExecutorService purger =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "purge");
              thread.setDaemon(true);
              return thread;
            });
    purger.scheduleWithFixedDelay(
        () -> {
          try {
            service.purge(Deadline.in(timeout));
          } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
              return; // the server is being closed
            }
            LOG.warn("What is deleted could not be purged; it is tried again", e);
          }
        },
        0,
        PURGE_INTERVAL.toMillis(),
        TimeUnit.MILLISECONDS);
    return purger;
  }

  private static int freePort(String host) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }

  private static URI uri(InetSocketAddress address) {
    String host = address.getHostString();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }
}
