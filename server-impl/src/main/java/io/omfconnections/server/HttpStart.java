package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionService;
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

/** Starts the HTTP server that a configuration describes. */
final class HttpStart {
  private HttpStart() {}

  /**
   * Starts a server.
   *
   * @param issuer creates the issuer of the accepted tokens for the URLs of the service
   * @throws UncheckedIOException if the server can't listen on its port
   */
  static RestServer start(
      ServerConfig config,
      ConnectionService service,
      LiveDirectory directory,
      @Nullable SSLContext tls,
      Function<ServiceUrls, IdentityProvider> issuer) {
    try {
      // The issuer's URL contains the port, so the port must be known before the server
      // starts.
      return config.port() == 0
          ? FreePort.start(
              config.host(), port -> start(config, service, directory, tls, issuer, port))
          : start(config, service, directory, tls, issuer, config.port());
    } catch (IOException e) {
      throw cannotListen(config, e);
    }
  }

  /**
   * Checks that the server can listen on its port.
   *
   * @throws UncheckedIOException if it can't
   */
  static void requireFreePort(ServerConfig config) {
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

  private static RestServer start(
      ServerConfig config,
      ConnectionService service,
      LiveDirectory directory,
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
    return RestServer.start(
        config.host(),
        port,
        new RestServer.Parts(
            service,
            directory,
            issuer.apply(urls),
            new RestServer.Site(urls, config.corsOrigins(), tls, config.directory() == null),
            config.requestTimeout(),
            config.maxBodySize(),
            config.maxConcurrentRequests(),
            new RestServer.Network(
                config.maxConnections(), config.idleTimeout(), config.shutdownTimeout())));
  }

  /** Returns the base URL of a server that listens on an address. */
  static URI uri(InetSocketAddress address, boolean secure) {
    return URI.create(
        (secure ? "https://" : "http://")
            + ServiceUrls.hostAndPort(address.getHostString(), address.getPort()));
  }
}
