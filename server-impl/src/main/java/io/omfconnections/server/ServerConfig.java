package io.omfconnections.server;

import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.store.PostgresSettings;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Server configuration. Built with {@link #builder()}, which holds the defaults; the constructor
 * rejects invalid values.
 *
 * @param host host name or IP address to listen on; default {@link #DEFAULT_HOST}
 * @param port TCP port, 0 to 65535; 0 selects a free port; default {@link #DEFAULT_PORT}
 * @param dataDirectory directory of a SQLite database, created if it is missing; null (default)
 *     keeps all data in memory until the server is closed, unless {@code database} is set
 * @param database PostgreSQL database of all data, which excludes {@code dataDirectory}; null
 *     (default) for none
 * @param directory YAML file of tenants; null (default) selects the built-in development directory,
 *     whose credentials are public; the server then only listens on loopback addresses
 * @param seed YAML file of the connections that are created at the start if the database is empty;
 *     null (default) for none
 * @param provisioningDelay time from Creating to Active, zero or more; default {@link
 *     #DEFAULT_DELAY}
 * @param deletionDelay time from Deleting to Deleted, zero or more; default {@link #DEFAULT_DELAY}
 * @param requestTimeout default and maximum request timeout; default {@link
 *     #DEFAULT_REQUEST_TIMEOUT}
 * @param storageTimeout maximum time that one transaction waits for storage; default {@link
 *     #DEFAULT_STORAGE_TIMEOUT}
 * @param maxBodySize maximum size of a request body in bytes; default {@link
 *     #DEFAULT_MAX_BODY_SIZE}
 * @param maxConcurrentRequests maximum number of requests that are processed at the same time, 1 to
 *     10,000; further requests get 503 at once; default {@link #DEFAULT_MAX_CONCURRENT_REQUESTS}
 * @param maxConnections maximum number of open connections, 1 or more; for each further one, the
 *     one that has waited longest for a complete request is closed; default {@link
 *     #DEFAULT_MAX_CONNECTIONS}
 * @param idleTimeout maximum time that a connection stays open while the server waits for a
 *     complete request head, at least one second; default {@link #DEFAULT_IDLE_TIMEOUT}
 * @param shutdownTimeout maximum time that a shutdown waits for requests in progress, zero or more;
 *     default {@link #DEFAULT_SHUTDOWN_TIMEOUT}
 * @param publicUri base URL under which clients reach the service, as behind a proxy; null
 *     (default) if they use the server's own URL
 * @param tlsCertificate PEM file of the server's certificate, and those of its issuers after it;
 *     requires {@code tlsKey}; null (default) for plain HTTP
 * @param tlsKey PEM file of the certificate's private key (PKCS #8, without a password); null
 *     (default) for none
 * @param tlsSelfSigned whether to use a self-signed certificate, for development, which is created
 *     in the data directory; default false
 * @param corsOrigins origins whose pages may use the service in a browser, such as {@code
 *     https://app.example.com}; {@code *} allows all, on loopback addresses only; default none
 * @param managementPort TCP port of the metrics and the health checks, without TLS and without a
 *     token, 0 to 65535 but not {@code port}; 0 selects a free port; null (default) for none: the
 *     metrics are then on {@code port} if only this machine can connect to it, and {@code
 *     publicUri} is not set
 * @param managementHost host name or IP address of {@code managementPort}; default {@link
 *     #DEFAULT_HOST}
 * @param externalIssuer issuer of the accepted tokens; null (default) selects the built-in issuer
 * @param clock source of the current time; default the system clock
 */
@RecordBuilder
@RecordBuilder.Options(enableWither = false, enableGetters = false)
public record ServerConfig(
    @RecordBuilder.Initializer("DEFAULT_HOST") String host,
    @RecordBuilder.Initializer("DEFAULT_PORT") int port,
    @Nullable Path dataDirectory,
    @Nullable PostgresSettings database,
    @Nullable Path directory,
    @Nullable Path seed,
    @RecordBuilder.Initializer("DEFAULT_DELAY") Duration provisioningDelay,
    @RecordBuilder.Initializer("DEFAULT_DELAY") Duration deletionDelay,
    @RecordBuilder.Initializer("DEFAULT_REQUEST_TIMEOUT") Duration requestTimeout,
    @RecordBuilder.Initializer("DEFAULT_STORAGE_TIMEOUT") Duration storageTimeout,
    @RecordBuilder.Initializer("DEFAULT_MAX_BODY_SIZE") long maxBodySize,
    @RecordBuilder.Initializer("DEFAULT_MAX_CONCURRENT_REQUESTS") int maxConcurrentRequests,
    @RecordBuilder.Initializer("DEFAULT_MAX_CONNECTIONS") int maxConnections,
    @RecordBuilder.Initializer("DEFAULT_IDLE_TIMEOUT") Duration idleTimeout,
    @RecordBuilder.Initializer("DEFAULT_SHUTDOWN_TIMEOUT") Duration shutdownTimeout,
    @Nullable URI publicUri,
    @Nullable Path tlsCertificate,
    @Nullable Path tlsKey,
    boolean tlsSelfSigned,
    @RecordBuilder.Initializer("DEFAULT_CORS_ORIGINS") Set<String> corsOrigins,
    @Nullable Integer managementPort,
    @RecordBuilder.Initializer("DEFAULT_HOST") String managementHost,
    @Nullable ExternalIssuer externalIssuer,
    @RecordBuilder.Initializer(source = Clock.class, value = "systemUTC") Clock clock) {

  /** Default host: only this machine can connect. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** Default port. */
  public static final int DEFAULT_PORT = 8080;

  /** Default delay of provisioning and of deletion. */
  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);

  /** Default request timeout. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Default storage timeout. Shorter than the request timeout, so that slow storage is reported as
   * 504 before the request itself times out with 408.
   */
  public static final Duration DEFAULT_STORAGE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Default maximum size of a request body, in bytes: enough for ten thousand client identifiers of
   * 400 characters.
   */
  public static final long DEFAULT_MAX_BODY_SIZE = 4L * 1024 * 1024;

  /** Default maximum number of requests in progress. */
  public static final int DEFAULT_MAX_CONCURRENT_REQUESTS = 200;

  /**
   * Default maximum number of open connections: it is calculated from the process's limit of open
   * files, the heap, and whether connections are encrypted; at least 16, and at most 10,000.
   */
  public static final int DEFAULT_MAX_CONNECTIONS = 0;

  /** Default idle timeout. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  /** Default shutdown timeout. */
  public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

  /** Default origins whose pages may use the service: none. */
  public static final Set<String> DEFAULT_CORS_ORIGINS = Set.of();

  private static final int MAX_PORT = 65_535;

  /** Upper limit, because each request in progress occupies a thread. */
  private static final int MAX_CONCURRENT_REQUESTS = 10_000;

  private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(1);

  /** The origin of a page, as the header field Origin has it. */
  private static final Pattern ORIGIN =
      Pattern.compile("(?!http://.*:80$|https://.*:443$)[a-z][a-z0-9+.-]*://[^/?#@,*\\sA-Z]+");

  private static final Duration MAX_DURATION = Duration.ofDays(365);

  /**
   * Validates the values, and removes trailing slashes from {@code publicUri}.
   *
   * @throws IllegalArgumentException if a value is invalid; the message names it and says what is
   *     valid
   */
  public ServerConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be a host name or an IP address");
    }
    requirePort("port", port);
    if (managementPort != null) {
      requirePort("managementPort (--management-port)", managementPort);
      if (managementPort != 0 && managementPort == port) {
        throw new IllegalArgumentException(
            "managementPort (--management-port) and port (--port) must differ, but both are "
                + port);
      }
    }
    if (managementHost.isBlank()) {
      throw new IllegalArgumentException(
          "managementHost (--management-host) must be a host name or an IP address");
    }
    if (dataDirectory != null && database != null) {
      throw new IllegalArgumentException(
          "dataDirectory (--data-dir) and database (--database) exclude each other: use only one"
              + " of them.");
    }
    requireDuration("provisioningDelay (--provisioning-delay)", provisioningDelay, true);
    requireDuration("deletionDelay (--deletion-delay)", deletionDelay, true);
    requireDuration("requestTimeout (--request-timeout)", requestTimeout, false);
    requireDuration("storageTimeout (--storage-timeout)", storageTimeout, false);
    if (maxBodySize < 1 || maxBodySize > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "maxBodySize (--max-body-size) must be 1 to "
              + Integer.MAX_VALUE / 2
              + " bytes, not "
              + maxBodySize);
    }
    if (maxConcurrentRequests < 1 || maxConcurrentRequests > MAX_CONCURRENT_REQUESTS) {
      throw new IllegalArgumentException(
          "maxConcurrentRequests (--max-concurrent-requests) must be 1 to "
              + MAX_CONCURRENT_REQUESTS
              + ", not "
              + maxConcurrentRequests);
    }
    if (maxConnections == DEFAULT_MAX_CONNECTIONS) {
      maxConnections = OpenFiles.maxConnections(tlsSelfSigned || tlsCertificate != null);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "maxConnections (--max-connections) must be 1 or more, not " + maxConnections);
    }
    requireDuration("idleTimeout (--idle-timeout)", idleTimeout, false);
    if (idleTimeout.compareTo(MIN_IDLE_TIMEOUT) < 0) {
      throw new IllegalArgumentException(
          "idleTimeout (--idle-timeout) must be at least PT1S, not " + idleTimeout);
    }
    requireDuration("shutdownTimeout (--shutdown-timeout)", shutdownTimeout, true);
    if (publicUri != null
        && (publicUri.getHost() == null
            || !("http".equals(publicUri.getScheme()) || "https".equals(publicUri.getScheme())))) {
      throw new IllegalArgumentException(
          "publicUri (--public-url) must be an http or https URL, not " + publicUri);
    }
    requireTls(tlsCertificate, tlsKey, tlsSelfSigned, dataDirectory);
    corsOrigins = Set.copyOf(corsOrigins);
    corsOrigins.forEach(ServerConfig::requireOrigin);
    if (publicUri != null) {
      publicUri = URI.create(publicUri.toString().replaceFirst("/+$", ""));
    }
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(name + " must be 0 to " + MAX_PORT + ", not " + port);
    }
  }

  private static void requireTls(
      @Nullable Path certificate,
      @Nullable Path key,
      boolean selfSigned,
      @Nullable Path dataDirectory) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "tlsCertificate (--tls-certificate) and tlsKey (--tls-key) require each other: use both"
              + " of them.");
    }
    if (selfSigned && certificate != null) {
      throw new IllegalArgumentException(
          "tlsSelfSigned (--tls-self-signed) and tlsCertificate (--tls-certificate) exclude each"
              + " other: use only one of them.");
    }
    if (selfSigned && dataDirectory == null) {
      throw new IllegalArgumentException(
          "tlsSelfSigned (--tls-self-signed) needs a data directory (--data-dir), in which it keeps"
              + " its certificate. Use --tls-certificate and --tls-key instead.");
    }
  }

  private static void requireOrigin(String origin) {
    if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "corsOrigins (--cors-origin) must be * or origins as browsers send them, such as"
              + " https://app.example.com or http://localhost:3000: in lower case, without a path,"
              + " a slash at the end, or the default port; not "
              + origin);
    }
  }

  private static void requireDuration(String name, Duration value, boolean zeroAllowed) {
    if (value.isNegative() || (value.isZero() && !zeroAllowed)) {
      throw new IllegalArgumentException(
          name
              + " must be "
              + (zeroAllowed ? "zero or more" : "more than zero")
              + ", not "
              + value);
    }
    if (value.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(name + " must be at most P365D, not " + value);
    }
  }

  /** Returns a builder that holds the defaults. */
  public static ServerConfigBuilder builder() {
    return ServerConfigBuilder.builder();
  }
}
