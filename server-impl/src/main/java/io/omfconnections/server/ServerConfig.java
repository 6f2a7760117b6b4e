package io.omfconnections.server;

import io.omfconnections.server.identity.ExternalIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to be. Made with {@link #builder()}; a bad value is refused when it is built.
 *
 * @param host the address to listen on
 * @param port the port, 0 to 65535; 0: any free one
 * @param dataDirectory where data is kept; null: in memory, gone with the server
 * @param directory the YAML file of tenants; null: the published development directory, which is
 *     for loopback only
 * @param provisioningDelay from Creating to Active
 * @param deletionDelay from Deleting to Deleted
 * @param requestTimeout how long a request may take that asks for nothing else, and at most
 * @param storageTimeout how long a request may wait for storage
 * @param maxBodySize the largest request body, in bytes
 * @param maxConcurrentRequests how many requests are worked on at once, 1 to 10,000; what comes
 *     beyond them is refused at once
 * @param publicUri the service's address for clients, where it is not the one that they use; or
 *     null
 * @param externalIssuer who issues tokens; null: the service does
 * @param clock what time it is
 */
public record ServerConfig(
    String host,
    int port,
    @Nullable Path dataDirectory,
    @Nullable Path directory,
    Duration provisioningDelay,
    Duration deletionDelay,
    Duration requestTimeout,
    Duration storageTimeout,
    long maxBodySize,
    int maxConcurrentRequests,
    @Nullable URI publicUri,
    @Nullable ExternalIssuer externalIssuer,
    Clock clock) {

  /** The address to listen on when nothing is said. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** The port when nothing is said. */
  public static final int DEFAULT_PORT = 8080;

  /** The delay of either step of the lifecycle when nothing is said. */
  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);

  /** The time limit of a request when nothing is said. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The time limit of storage when nothing is said: less than a request's, so that 504 can be told.
   */
  public static final Duration DEFAULT_STORAGE_TIMEOUT = Duration.ofSeconds(10);

  /** The largest body when nothing is said: ten thousand client identifiers of 400 characters. */
  public static final long DEFAULT_MAX_BODY_SIZE = 4L * 1024 * 1024;

  /** How many requests are worked on at once when nothing is said. */
  public static final int DEFAULT_MAX_CONCURRENT_REQUESTS = 200;

  private static final int MAX_PORT = 65_535;

  /** Each of them has a thread. */
  private static final int MAX_CONCURRENT_REQUESTS = 10_000;

  private static final Duration MAX_DURATION = Duration.ofDays(365);

  /**
   * Refuses what can't work.
   *
   * @throws IllegalArgumentException naming the value and saying what would be right
   */
  public ServerConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be a name or an address");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be 0 to " + MAX_PORT + ", not " + port);
    }
    requireDuration("provisioning-delay", provisioningDelay, true);
    requireDuration("deletion-delay", deletionDelay, true);
    requireDuration("request-timeout", requestTimeout, false);
    requireDuration("storage-timeout", storageTimeout, false);
    if (maxBodySize < 1 || maxBodySize > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "max-body-size must be 1 to " + Integer.MAX_VALUE / 2 + " bytes, not " + maxBodySize);
    }
    if (maxConcurrentRequests < 1 || maxConcurrentRequests > MAX_CONCURRENT_REQUESTS) {
      throw new IllegalArgumentException(
          "max-concurrent-requests must be 1 to "
              + MAX_CONCURRENT_REQUESTS
              + ", not "
              + maxConcurrentRequests);
    }
    if (publicUri != null
        && (publicUri.getHost() == null
            || !("http".equals(publicUri.getScheme()) || "https".equals(publicUri.getScheme())))) {
      throw new IllegalArgumentException(
          "public-url must be an http or https URL, not " + publicUri);
    }
    if (publicUri != null) {
      // Once, so that whoever appends a path need not ask how it ends.
      publicUri = URI.create(publicUri.toString().replaceFirst("/+$", ""));
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
      throw new IllegalArgumentException(name + " must be a year at most, not " + value);
    }
  }

  /**
   * A builder that holds the defaults: loopback, port 8080, in memory, the development directory.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a configuration. */
  public static final class Builder {
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private @Nullable Path dataDirectory;
    private @Nullable Path directory;
    private Duration provisioningDelay = DEFAULT_DELAY;
    private Duration deletionDelay = DEFAULT_DELAY;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private Duration storageTimeout = DEFAULT_STORAGE_TIMEOUT;
    private long maxBodySize = DEFAULT_MAX_BODY_SIZE;
    private int maxConcurrentRequests = DEFAULT_MAX_CONCURRENT_REQUESTS;
    private @Nullable URI publicUri;
    private @Nullable ExternalIssuer externalIssuer;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Sets the address to listen on. */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /** Sets the port; 0: any free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Keeps data in this folder, which is made if there is none. */
    public Builder dataDirectory(Path value) {
      dataDirectory = value;
      return this;
    }

    /** Keeps data in memory, as a configuration does that says nothing. */
    public Builder inMemory() {
      dataDirectory = null;
      return this;
    }

    /** Reads the tenants from this YAML file. */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /** Sets the time from Creating to Active. */
    public Builder provisioningDelay(Duration value) {
      provisioningDelay = value;
      return this;
    }

    /** Sets the time from Deleting to Deleted. */
    public Builder deletionDelay(Duration value) {
      deletionDelay = value;
      return this;
    }

    /** Sets how long a request may take. */
    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    /** Sets how long a request may wait for storage. */
    public Builder storageTimeout(Duration value) {
      storageTimeout = value;
      return this;
    }

    /** Sets the largest request body, in bytes. */
    public Builder maxBodySize(long value) {
      maxBodySize = value;
      return this;
    }

    /** Sets how many requests are worked on at once. */
    public Builder maxConcurrentRequests(int value) {
      maxConcurrentRequests = value;
      return this;
    }

    /** Sets the service's address for clients, as behind a proxy. */
    public Builder publicUri(URI value) {
      publicUri = value;
      return this;
    }

    /** Takes the tokens of this issuer, and issues none. */
    public Builder externalIssuer(ExternalIssuer value) {
      externalIssuer = value;
      return this;
    }

    /** Sets the clock, for tests. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @throws IllegalArgumentException naming a bad value and saying what would be right
     */
    public ServerConfig build() {
      return new ServerConfig(
          host,
          port,
          dataDirectory,
          directory,
          provisioningDelay,
          deletionDelay,
          requestTimeout,
          storageTimeout,
          maxBodySize,
          maxConcurrentRequests,
          publicUri,
          externalIssuer,
          clock);
    }
  }
}
