package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ServiceUrls;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import io.omfconnections.server.identity.TestKeys;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** HTTP server with an in-memory store and the development directory, and a client for it. */
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Settings of connections that tests do not reach. */
  static final RestServer.Network NETWORK =
      new RestServer.Network(10_000, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private static final ServiceUrls URLS =
      new ServiceUrls(URI.create("http://issuer.example"), ServiceUrls.Names.LOOPBACK);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TenantDirectory directory = DirectoryFile.development();
  private final ConnectionStore store =
      new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofSeconds(10));
  private final Map<Client, String> tokens = new HashMap<>();
  private final RestServer server;

  /** Starts a server without delays, and with limits that tests do not reach. */
  TestServer() throws IOException {
    this(store -> store, 4_000_000, 200);
  }

  /**
   * Starts a server without delays.
   *
   * @param decorator decorates the store, to inject faults
   * @param maxBodySize maximum size of a request body, in bytes
   * @param maxConcurrentRequests maximum number of requests in progress
   */
  TestServer(UnaryOperator<ConnectionStore> decorator, long maxBodySize, int maxConcurrentRequests)
      throws IOException {
    this(decorator, maxBodySize, maxConcurrentRequests, NETWORK);
  }

  /** Starts a server without delays, with the given settings of connections. */
  TestServer(
      UnaryOperator<ConnectionStore> decorator,
      long maxBodySize,
      int maxConcurrentRequests,
      RestServer.Network network)
      throws IOException {
    server =
        RestServer.start(
            "127.0.0.1",
            0,
            new RestServer.Parts(
                new ConnectionService(
                    decorator.apply(store),
                    new ConnectionDelays(Duration.ZERO, Duration.ZERO),
                    Clock.systemUTC()),
                () -> directory,
                new BuiltInIssuer(URLS, TestKeys.signing(Clock.systemUTC()), Clock.systemUTC()),
                new RestServer.Site(URLS, Set.of(), null, true, null),
                Duration.ofSeconds(30),
                maxBodySize,
                maxConcurrentRequests,
                network,
                new RestServer.Monitoring(
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true, null)));
  }

  /** Returns the tenant of the clients. */
  Tenant tenant() {
    return directory.tenants().get(0);
  }

  /** Returns a client of the tenant. The first one is the administrator. */
  Client client(int index) {
    return tenant().clients().get(index);
  }

  /** Returns the URL of a path. */
  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  /** Returns the URL of a path below the tenant's first namespace. */
  URI inNamespace(String path) {
    return uri(
        "/api/v1/tenants/"
            + tenant().id()
            + "/namespaces/"
            + tenant().namespaceIds().get(0)
            + path);
  }

  /** Opens a TCP connection. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends a request as the administrator. */
  HttpResponse<String> send(String method, URI uri, String body)
      throws IOException, InterruptedException {
    return send(client(0), method, uri, body);
  }

  /**
   * Sends a request.
   *
   * @param headers names and values of header fields, alternating; if empty, {@code Content-Type}
   *     is set
   */
  HttpResponse<String> send(Client client, String method, URI uri, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token(client));
    if (headers.length > 0) {
      request.headers(headers);
    } else {
      request.header("Content-Type", "application/json");
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Returns an access token of a client. */
  String token(Client client) throws IOException, InterruptedException {
    if (!tokens.containsKey(client)) {
      String form =
          "grant_type=client_credentials&client_id="
              + client.id()
              + "&client_secret="
              + DirectoryFile.DEVELOPMENT_SECRET;
      HttpRequest request =
          HttpRequest.newBuilder(uri("/identity/connect/token"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form))
              .build();
      JsonNode response = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
      tokens.put(client, response.path("access_token").asText());
    }
    return tokens.get(client);
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
