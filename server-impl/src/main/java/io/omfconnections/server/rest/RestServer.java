package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.TenantDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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

/**
 * The HTTP server: Jersey on Grizzly, with the filters, resources and error answers of this
 * package.
 */
public final class RestServer implements AutoCloseable {
  /**
   * What is left of a body that nobody reads is skipped up to here; then the connection is closed.
   */
  static final long MAX_BYTES_TO_SKIP = 64L * 1024 * 1024;

  /**
   * Threads beyond those that the allowed requests can take. They say 503 to all others, which
   * takes none of them for long: a refusal waits for nothing.
   */
  private static final int REFUSING_WORKERS = 10;

  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /** Longer than the longest request by so much, when the server waits for those that run. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final HttpServer server;
  private final NetworkListener listener;
  private final Duration limit;

  private RestServer(HttpServer server, NetworkListener listener, Duration limit) {
    this.server = server;
    this.listener = listener;
    this.limit = limit;
  }

  /**
   * What the server is made of.
   *
   * @param publicUri the service's address for clients, or null: the one that each caller used
   * @param requestTimeout how long a request may take
   * @param maxBodySize the largest body, in bytes
   * @param maxConcurrentRequests how many requests are worked on at once; others are refused
   */
  public record Parts(
      ConnectionService service,
      TenantDirectory directory,
      IdentityProvider identityProvider,
      @Nullable URI publicUri,
      Duration requestTimeout,
      long maxBodySize,
      int maxConcurrentRequests) {}

  /**
   * A server that is bound to its address but answers nothing before {@link #start}.
   *
   * @param port 0: any free one
   * @throws IOException when the address can't be had
   */
  public static RestServer start(String host, int port, Parts parts) throws IOException {
    Contract contract = Contract.load();
    ObjectMapper mapper = Json.mapper(contract);
    int workers = parts.maxConcurrentRequests() + REFUSING_WORKERS;
    NetworkListener listener = new NetworkListener("http", host, port);
    listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
    listener
        .getTransport()
        .setWorkerThreadPoolConfig(
            ThreadPoolConfig.defaultConfig()
                .setPoolName("http")
                .setCorePoolSize(workers)
                .setMaxPoolSize(workers));
    listener.registerAddOn(new HttpErrors(mapper));
    HttpServer server = new HttpServer();
    server.addListener(listener);
    ServerConfiguration configuration = server.getServerConfiguration();
    configuration.setPassTraceRequest(true);
    GrizzlyHttpContainer jersey =
        ContainerFactory.createContainer(
            GrizzlyHttpContainer.class, application(contract, mapper, parts));
    configuration.addHttpHandler(
        new RequestHandler(jersey, mapper, parts.requestTimeout(), parts.maxConcurrentRequests()),
        "/");
    server.start();
    return new RestServer(server, listener, parts.requestTimeout());
  }

  /** The address that the server is bound to. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getHost(), listener.getPort());
  }

  /** Takes no more requests, waits for those that run, and stops. */
  @Override
  public void close() {
    Duration grace = limit.plus(GRACE);
    try {
      server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    } catch (ExecutionException e) {
      server.shutdownNow();
    }
  }

  private static ResourceConfig application(Contract contract, ObjectMapper mapper, Parts parts) {
    return new ResourceConfig()
        // What is registered here is all there is: no discovery, no WADL, no OPTIONS of Jersey's
        // own.
        .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
        .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
        .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
        .register(OmfConnectionsResource.class)
        .register(AccessControlResource.class)
        .register(IdentityResource.class)
        .register(new RoutingFilter(contract, IdentityResource.routes()))
        .register(new AuthenticationFilter(parts.identityProvider().verifier()))
        .register(new NamespaceFilter(parts.directory()))
        .register(new RequestTimeoutFilter())
        .register(new BodyFilter(parts.maxBodySize()))
        .register(new BrokenAnswers())
        .register(ErrorMapper.class)
        .register(new JacksonJsonProvider(mapper))
        .register(
            new AbstractBinder() {
              @Override
              protected void configure() {
                bind(parts.service()).to(ConnectionService.class);
                bind(parts.identityProvider()).to(IdentityProvider.class);
                bind(new IdentityResource.Endpoints(parts.publicUri()))
                    .to(IdentityResource.Endpoints.class);
              }
            });
  }
}
