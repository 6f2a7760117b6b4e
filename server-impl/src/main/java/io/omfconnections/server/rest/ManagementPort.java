package io.omfconnections.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * A separate port for operators: it has the metrics and the health checks only, and uses plain
 * HTTP. Its threads and connections do not count towards the limits of the API.
 */
final class ManagementPort {
  private static final int THREADS = 4;
  private static final int MAX_CONNECTIONS = 32;

  private final HttpPort port;
  private final RequestHandler handler;

  private ManagementPort(HttpPort port, RequestHandler handler) {
    this.port = port;
    this.handler = handler;
  }

  /**
   * Starts the port.
   *
   * @throws UncheckedIOException if the server can't listen on the port; not an IOException, after
   *     which the start is tried again with another port of the API
   */
  static ManagementPort start(
      InetSocketAddress address,
      List<DirectEndpoint> endpoints,
      Contract contract,
      ErrorWriter errors,
      RequestMetrics metrics,
      RestServer.Parts parts,
      Timer timer) {
    RestServer.Network network =
        new RestServer.Network(
            MAX_CONNECTIONS, parts.network().idleTimeout(), parts.network().shutdownTimeout());
    HttpPort port =
        HttpPort.of(
            "management",
            address,
            THREADS,
            network,
            null,
            new StrictHttpAddOn(errors, metrics, timer),
            timer);
    List<Route> routes = endpoints.stream().flatMap(each -> each.routes().stream()).toList();
    RequestHandler handler =
        new RequestHandler(
            List.of(new RoutingFilter(routes)), // 404, 405
            new CrossOrigin(Set.of(), contract),
            endpoints,
            null,
            new RequestProcessor(errors, metrics, THREADS, port.connections(), timer),
            new MemoryBudget(0),
            parts.directory(),
            parts.requestTimeout(),
            timer);
    try {
      port.start(handler);
    } catch (IOException e) {
      port.close();
      throw new UncheckedIOException(
          "Can't listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " (the management port): "
              + e.getMessage(),
          e);
    }
    return new ManagementPort(port, handler);
  }

  /** Returns the host and port. */
  InetSocketAddress address() {
    return port.address();
  }

  /** Responds to health checks with 503: the service stops, and is not ready any more. */
  void refuse() {
    handler.refuse();
  }

  /** Closes the port. */
  void close() {
    port.close();
  }
}
