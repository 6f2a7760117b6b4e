package io.omfconnections.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.rest.RestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Starts the HTTP server that a configuration describes.
 *
 * @param issuer creates the issuer of the accepted tokens for the URLs of the service
 */
record HttpStart(
    ServerConfig config,
    ConnectionService service,
    Seeding seeding,
    LiveDirectory directory,
    PrometheusMeterRegistry metrics,
    @Nullable SSLContext tls,
    Function<ServiceUrls, IdentityProvider> issuer) {

  /**
   * Starts a server.
   *
   * @throws UncheckedIOException if the server can't listen on its port
   */
  RestServer start() {
    try {
      // The issuer's URL contains the port, so the port must be known before the server
      // starts.
      return config.port() == 0 ? FreePort.start(config.host(), this::start) : start(config.port());
    } catch (IOException e) {
      throw cannotListen(config.host(), config.port(), e);
    }
  }

  /**
   * Checks that the server can listen on its ports.
   *
   * @throws UncheckedIOException if it can't
   */
  static void requireFreePort(ServerConfig config) {
    requireFreePort(config.host(), config.port());
    if (config.managementPort() != null) {
      requireFreePort(config.managementHost(), config.managementPort());
    }
  }

  private static void requireFreePort(String host, int port) {
    try {
      FreePort.require(host, port);
    } catch (IOException e) {
      throw cannotListen(host, port, e);
    }
  }

  private static UncheckedIOException cannotListen(String host, int port, IOException reason) {
    return new UncheckedIOException(
        "Can't listen on " + host + ":" + port + ": " + reason.getMessage(), reason);
  }

  private RestServer start(int port) throws IOException {
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
    IdentityProvider provider = issuer.apply(urls);
    RestServer server =
        RestServer.start(
            config.host(),
            port,
            new RestServer.Parts(
                service,
                directory,
                provider,
                site,
                config.requestTimeout(),
                config.maxBodySize(),
                config.maxConcurrentRequests(),
                new RestServer.Network(
                    config.maxConnections(), config.idleTimeout(), config.shutdownTimeout()),
                monitoring()));
    // Not before: a start that fails is tried again with another issuer.
    if (provider instanceof BuiltInIssuer builtIn) {
      builtIn.measure(metrics);
    }
    return server;
  }

  private RestServer.Monitoring monitoring() {
    Integer port = config.managementPort();
    return new RestServer.Monitoring(
        metrics,
        metricsAreBesideApi(config),
        port == null ? null : new InetSocketAddress(config.managementHost(), port));
  }

  /**
   * Returns whether the metrics are on the port of the API. Anyone who can connect can read them,
   * so they are there only if other machines can't connect, and no proxy passes on their requests.
   */
  static boolean metricsAreBesideApi(ServerConfig config) {
    return config.managementPort() == null
        && config.publicUri() == null
        && Loopback.contains(config.host());
  }

  /** Returns the base URL of a server that listens on an address. */
  static URI uri(InetSocketAddress address, boolean secure) {
    return URI.create(
        (secure ? "https://" : "http://")
            + ServiceUrls.hostAndPort(address.getHostString(), address.getPort()));
  }
}
