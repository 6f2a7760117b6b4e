package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.identity.TenantDirectory;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP server: Jersey on Grizzly, with the filters, resources and error handling of this package.
 * Long because it puts all parts of the package together, and has the time limits with their
 * reasons.
 */
public final class RestServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  /**
   * How many bytes of an unread body are skipped, so that the client can read the response (RFC
   * 9112, section 9.6) and reuse the connection. If the rest of the body is longer, the connection
   * is closed.
   */
  static final long MAX_BYTES_TO_SKIP = 8L * 1024 * 1024;

  /**
   * Threads in addition to those of concurrent requests and pages. They write error responses to
   * requests without a place. Half of these may take {@link #SHORT_WRITE_TIMEOUT}.
   */
  static final int REJECTING_THREADS = 10;

  /**
   * Maximum time in which a client must take what has been written of a response, about 8 KiB.
   * Otherwise the connection is closed.
   */
  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Write timeout while more than half of the maximum number of requests are in progress, for
   * clients without a valid token, and for requests that are refused. The responses of the last two
   * are small, and fit into the buffers of the operating system unless the client does not read.
   */
  static final Duration SHORT_WRITE_TIMEOUT = Duration.ofMillis(200);

  /** How long after its request's deadline a response must be written. */
  static final Duration WRITE_MARGIN = Duration.ofSeconds(30);

  private final HttpPort port;
  private final @Nullable ManagementPort management;
  private final RequestHandler handler;
  private final Timer timer;
  private final Duration shutdownTimeout;

  private RestServer(
      HttpPort port,
      @Nullable ManagementPort management,
      RequestHandler handler,
      Timer timer,
      Duration shutdownTimeout) {
    this.port = port;
    this.management = management;
    this.handler = handler;
    this.timer = timer;
    this.shutdownTimeout = shutdownTimeout;
  }

  /**
   * Components and settings of a server.
   *
   * @param service implements the operations
   * @param directory the tenants and their namespaces, which can change from one request to the
   *     next
   * @param identityProvider verifies and possibly issues access tokens
   * @param site how clients reach the service
   * @param requestTimeout default and maximum request timeout
   * @param maxBodySize maximum size of a request body, in bytes
   * @param maxConcurrentRequests maximum number of requests in progress; further ones get 503
   * @param network settings of connections
   * @param monitoring the metrics, and where they can be read
   */
  public record Parts(
      ConnectionService service,
      Supplier<TenantDirectory> directory,
      IdentityProvider identityProvider,
      Site site,
      Duration requestTimeout,
      long maxBodySize,
      int maxConcurrentRequests,
      Network network,
      Monitoring monitoring) {}

  /**
   * How clients reach the service.
   *
   * @param urls the URLs that they use
   * @param corsOrigins the origins whose pages may use the service in a browser, or {@code *}
   * @param tls settings of encrypted connections; null for plain HTTP
   * @param development whether the directory is the development directory, which is public
   * @param reset replaces all data with the seed, without a check of the caller; null if no request
   *     may do that
   */
  public record Site(
      ServiceUrls urls,
      Set<String> corsOrigins,
      @Nullable SSLContext tls,
      boolean development,
      @Nullable Consumer<Deadline> reset) {}

  /**
   * Settings of connections.
   *
   * @param maxConnections maximum number of open connections; for each further one, the one that
   *     has waited longest for a complete request is closed
   * @param idleTimeout maximum time that a connection waits for a complete request head; rounded up
   *     to seconds
   * @param shutdownTimeout maximum time that {@link RestServer#close} waits for requests in
   *     progress
   */
  public record Network(int maxConnections, Duration idleTimeout, Duration shutdownTimeout) {}

  /**
   * How the server is observed.
   *
   * @param registry the metrics of the server
   * @param besideApi whether the port of the API has the metrics, too
   * @param management host and port of the management port, which has the metrics and the health
   *     checks; null for none
   */
  public record Monitoring(
      PrometheusMeterRegistry registry, boolean besideApi, @Nullable InetSocketAddress management) {
    /** Returns metrics without an endpoint. */
    public static Monitoring none() {
      return new Monitoring(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), false, null);
    }
  }

  /**
   * Begins to read the contract in another thread, so that it is read while the caller prepares the
   * parts. Calling it is optional.
   */
  public static void prepare() {
    Thread thread = new Thread(Contract::load, "contract");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts a server. It accepts requests when this method returns.
   *
   * @param host host name or IP address to listen on
   * @param port TCP port; 0 selects a free port
   * @throws IOException if the server can't listen on the host and port
   * @throws UncheckedIOException if it can't listen on the management port
   */
  public static RestServer start(String host, int port, Parts parts) throws IOException {
    Contract contract = Contract.load();
    ObjectMapper mapper = Json.mapper(contract);
    ErrorWriter errors = new ErrorWriter(mapper);
    Timer timer = new Timer();
    Monitoring monitoring = parts.monitoring();
    HealthEndpoints health =
        new HealthEndpoints(new StorageCheck(parts.service()::queryStorage, System::nanoTime));
    MetricsEndpoint metrics = new MetricsEndpoint(monitoring.registry(), System::nanoTime);
    List<DirectEndpoint> direct =
        monitoring.besideApi() ? List.of(health, metrics) : List.of(health);
    RequestMetrics requests = requestMetrics(contract, parts, List.of(health, metrics));
    HttpPort http =
        HttpPort.of(
            "http",
            new InetSocketAddress(host, port),
            parts.maxConcurrentRequests() + PageFilter.MAX_PAGES + REJECTING_THREADS,
            parts.network(),
            parts.site().tls(),
            new StrictHttpAddOn(errors, requests, timer),
            timer);
    MemoryBudget memory = MemoryBudget.ofHeap();
    if (memory.largestReservation() < BodyValidator.maximumMemory(parts.maxBodySize())) {
      LOG.warn(
          "The heap is too small for bodies of {} bytes: the largest ones will get 503. Set a"
              + " larger heap with -Xmx, or a smaller --max-body-size.",
          parts.maxBodySize());
    }
    MemoryBudget forms =
        parts.identityProvider() instanceof BuiltInIssuer ? MemoryBudget.forForms() : null;
    RequestProcessor processor =
        new RequestProcessor(
            errors, requests, parts.maxConcurrentRequests(), http.connections(), timer);
    RequestHandler handler =
        new RequestHandler(
            filters(contract, parts, forms, direct),
            new CrossOrigin(parts.site().corsOrigins(), contract),
            direct,
            ContainerFactory.createContainer(
                GrizzlyHttpContainer.class,
                application(mapper, parts, new PublishedContract(contract, parts), requests)),
            processor,
            memory,
            parts.directory(),
            parts.requestTimeout(),
            timer);
    InetSocketAddress address = monitoring.management();
    ManagementPort management;
    try {
      http.start(handler);
      // Not before: the service is not ready until the API has its port.
      management =
          address == null
              ? null
              : ManagementPort.start(
                  address, List.of(health, metrics), contract, errors, requests, parts, timer);
    } catch (IOException | RuntimeException e) {
      http.close();
      timer.close();
      throw e;
    }
    // Not earlier: if the start fails, it is tried again with another port.
    http.connections().measure(monitoring.registry());
    processor.measure(monitoring.registry());
    memory.measure(monitoring.registry(), "bodies");
    if (forms != null) {
      forms.measure(monitoring.registry(), "forms");
    }
    return new RestServer(http, management, handler, timer, parts.network().shutdownTimeout());
  }

  private static RequestMetrics requestMetrics(
      Contract contract, Parts parts, List<DirectEndpoint> direct) {
    Set<String> operations = new TreeSet<>();
    contract.operations().forEach(operation -> operations.add(operation.operationId()));
    outsideContract(parts, direct).forEach(route -> operations.add(route.template()));
    return new RequestMetrics(parts.monitoring().registry(), operations);
  }

  private static List<Route> outsideContract(Parts parts, List<DirectEndpoint> direct) {
    List<Route> routes = new ArrayList<>(IdentityResource.routes());
    direct.forEach(endpoint -> routes.addAll(endpoint.routes()));
    routes.addAll(WebPages.routes());
    routes.addAll(DevelopmentResource.routes(parts.site()));
    return routes;
  }

  /** Returns the host and port that the server listens on. */
  public InetSocketAddress address() {
    return port.address();
  }

  /** Returns the host and port of the management port; null if there is none. */
  public @Nullable InetSocketAddress managementAddress() {
    return management == null ? null : management.address();
  }

  /** Returns whether connections are encrypted. */
  public boolean isSecure() {
    return port.isSecure();
  }

  /**
   * Stops accepting connections, responds to further requests with 503, waits for the requests in
   * progress up to the shutdown timeout, and closes all connections. Does not wait if the thread is
   * interrupted. Closing again has no effect.
   */
  @Override
  public void close() {
    if (!port.isStarted()) {
      return;
    }
    try {
      if (management != null) {
        management.refuse();
      }
      port.unbind();
      handler.stop(shutdownTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.info("Requests that are still in progress are cut off");
    } finally {
      port.close();
      if (management != null) {
        management.close();
      }
      timer.close();
    }
  }

  /** Returns the filters in the order in which they run, which is the precedence of errors. */
  private static List<RequestFilter> filters(
      Contract contract, Parts parts, @Nullable MemoryBudget forms, List<DirectEndpoint> direct) {
    return List.of(
        new RoutingFilter(contract, outsideContract(parts, direct)), // 404, 405
        new AuthenticationFilter(parts.identityProvider()), // 401
        new PageFilter(), // 404, 503
        new ShareFilter(), // 503
        new NamespaceFilter(), // 403, 404
        new RequestTimeoutFilter(), // 400
        new BodyHeadersFilter(parts.maxBodySize(), forms), // 415, 400
        new RightBeforeBodyFilter(parts.service())); // 403, 404
  }

  private static ResourceConfig application(
      ObjectMapper mapper, Parts parts, PublishedContract published, RequestMetrics requests) {
    return new ResourceConfig()
        // Only what is registered here is served: no discovered providers, no WADL, and no
        // responses to OPTIONS that Jersey generates.
        .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
        .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
        .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
        .register(OmfConnectionsResource.class)
        .register(AccessControlResource.class)
        .register(IdentityResource.class)
        .register(WebPages.class)
        .register(DevelopmentResource.class)
        .register(new ValidatedBodyInterceptor(mapper))
        .register(new TruncatedResponseInterceptor())
        .register(ErrorMapper.class)
        .register(new JacksonJsonProvider(mapper), MessageBodyWriter.class)
        .register(
            new AbstractBinder() {
              @Override
              protected void configure() {
                bind(parts.service()).to(ConnectionService.class);
                bind(parts.identityProvider()).to(IdentityProvider.class);
                bind(parts.site().urls()).to(ServiceUrls.class);
                bind(parts.site()).to(Site.class);
                bind(published).to(PublishedContract.class);
                bind(requests).to(RequestMetrics.class);
              }
            });
  }
}
