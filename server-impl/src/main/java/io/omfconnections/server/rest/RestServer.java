package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.identity.TenantDirectory;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.ServerConfiguration;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
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
   * Size of the buffer for reading from a connection. By default, Grizzly would take the size of
   * the socket's buffer, which is several megabytes for a fast sender.
   */
  private static final int READ_BUFFER_BYTES = 16 * 1024;

  /**
   * Threads in addition to those of concurrent requests and pages. They write error responses to
   * requests without a place. Half of these may take {@link #SHORT_WRITE_TIMEOUT}.
   */
  static final int REJECTING_THREADS = 10;

  private static final int MAX_HEADER_BYTES = 32 * 1024;

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

  /**
   * Maximum number of bytes of a connection that wait to be sent, before a write waits, too. With
   * one byte, each write waits until the operating system has taken all of it: so a request is in
   * progress until its response is, and memory holds a part of a response only.
   */
  private static final int MAX_PENDING_BYTES = 1;

  private final HttpServer server;
  private final NetworkListener listener;
  private final RequestHandler handler;
  private final Timer timer;
  private final Duration shutdownTimeout;

  private RestServer(
      HttpServer server,
      NetworkListener listener,
      RequestHandler handler,
      Timer timer,
      Duration shutdownTimeout) {
    this.server = server;
    this.listener = listener;
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
   */
  public record Parts(
      ConnectionService service,
      Supplier<TenantDirectory> directory,
      IdentityProvider identityProvider,
      Site site,
      Duration requestTimeout,
      long maxBodySize,
      int maxConcurrentRequests,
      Network network) {}

  /**
   * How clients reach the service.
   *
   * @param urls the URLs that they use
   * @param corsOrigins the origins whose pages may use the service in a browser, or {@code *}
   * @param tls settings of encrypted connections; null for plain HTTP
   * @param development whether the directory is the development directory, which is public
   */
  public record Site(
      ServiceUrls urls, Set<String> corsOrigins, @Nullable SSLContext tls, boolean development) {}

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
   * Starts a server. It accepts requests when this method returns.
   *
   * @param host host name or IP address to listen on
   * @param port TCP port; 0 selects a free port
   * @throws IOException if the server can't listen on the host and port
   */
  public static RestServer start(String host, int port, Parts parts) throws IOException {
    Contract contract = Contract.load();
    ObjectMapper mapper = Json.mapper(contract);
    ErrorWriter errors = new ErrorWriter(mapper);
    Timer timer = new Timer();
    int threads = parts.maxConcurrentRequests() + PageFilter.MAX_PAGES + REJECTING_THREADS;
    NetworkListener listener = new NetworkListener("http", host, port);
    listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
    listener
        .getTransport()
        .setWorkerThreadPoolConfig(
            ThreadPoolConfig.defaultConfig()
                .setPoolName("http")
                .setCorePoolSize(threads)
                .setMaxPoolSize(threads));
    listener.setMaxPendingBytes(MAX_PENDING_BYTES);
    listener.getTransport().setWriteTimeout(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    TcpConnectionLimit connections =
        TcpConnectionLimit.of(listener.getTransport(), parts.network().maxConnections(), timer);
    // Grizzly closes a connection that is idle for this time. A part of a request head does not
    // count as activity.
    listener
        .getKeepAlive()
        .setIdleTimeoutInSeconds((int) parts.network().idleTimeout().plusMillis(999).toSeconds());
    listener.getTransport().setReadBufferSize(READ_BUFFER_BYTES);
    SSLContext tls = parts.site().tls();
    if (tls != null) {
      TlsFilter.encrypt(listener, tls);
    }
    listener.registerAddOn(new StrictHttpAddOn(errors, timer));
    CrossOrigin crossOrigin = new CrossOrigin(parts.site().corsOrigins(), contract);
    listener.registerAddOn(new FatalErrors());
    MemoryBudget memory = MemoryBudget.ofHeap();
    if (memory.largestReservation() < BodyValidator.maximumMemory(parts.maxBodySize())) {
      LOG.warn(
          "The heap is too small for bodies of {} bytes: the largest ones will get 503. Set a"
              + " larger heap with -Xmx, or a smaller --max-body-size.",
          parts.maxBodySize());
    }
    HttpServer server = new HttpServer();
    server.addListener(listener);
    ServerConfiguration configuration = server.getServerConfiguration();
    configuration.setPassTraceRequest(true);
    GrizzlyHttpContainer jersey =
        ContainerFactory.createContainer(
            GrizzlyHttpContainer.class,
            application(mapper, parts, new PublishedContract(contract, parts)));
    RequestHandler handler =
        new RequestHandler(
            filters(
                contract,
                parts,
                parts.identityProvider() instanceof BuiltInIssuer ? MemoryBudget.forForms() : null),
            crossOrigin,
            new HealthEndpoints(new StorageCheck(parts.service()::queryStorage, System::nanoTime)),
            jersey,
            new RequestProcessor(errors, parts.maxConcurrentRequests(), connections, timer),
            memory,
            parts.directory(),
            parts.requestTimeout(),
            timer);
    configuration.addHttpHandler(handler, "/");
    server.start();
    connections.accept();
    return new RestServer(server, listener, handler, timer, parts.network().shutdownTimeout());
  }

  /** Returns the host and port that the server listens on. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getHost(), listener.getPort());
  }

  /** Returns whether connections are encrypted. */
  public boolean isSecure() {
    return listener.isSecure();
  }

  /**
   * Stops accepting connections, responds to further requests with 503, waits for the requests in
   * progress up to the shutdown timeout, and closes all connections. Does not wait if the thread is
   * interrupted. Closing again has no effect.
   */
  @Override
  public void close() {
    if (!server.isStarted()) {
      return;
    }
    try {
      listener.getTransport().unbindAll();
      handler.stop(shutdownTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.info("Requests that are still in progress are cut off");
    } finally {
      server.shutdownNow();
      timer.close();
    }
  }

  /** Returns the filters in the order in which they run, which is the precedence of errors. */
  private static List<RequestFilter> filters(
      Contract contract, Parts parts, @Nullable MemoryBudget forms) {
    List<Route> outsideContract = new ArrayList<>(IdentityResource.routes());
    outsideContract.addAll(HealthEndpoints.routes());
    outsideContract.addAll(WebPages.routes());
    return List.of(
        new RoutingFilter(contract, outsideContract), // 404, 405
        new AuthenticationFilter(parts.identityProvider()), // 401
        new PageFilter(), // 404, 503
        new ShareFilter(), // 503
        new NamespaceFilter(), // 403, 404
        new RequestTimeoutFilter(), // 400
        new BodyHeadersFilter(parts.maxBodySize(), forms), // 415, 400
        new RightBeforeBodyFilter(parts.service())); // 403, 404
  }

  private static ResourceConfig application(
      ObjectMapper mapper, Parts parts, PublishedContract published) {
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
              }
            });
  }
}
