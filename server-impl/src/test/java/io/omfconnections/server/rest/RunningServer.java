package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
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
import java.util.function.UnaryOperator;

/** A server with a store in memory and the directory for development, and its clients. */
final class RunningServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TenantDirectory directory = DirectoryFile.development();
  private final ConnectionStore store =
      new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofSeconds(10));
  private final Map<Client, String> tokens = new HashMap<>();
  private final RestServer server;

  /** A server that does all at once, with room for everything. */
  RunningServer() throws IOException {
    this(store -> store, 4_000_000, 200);
  }

  /**
   * A server with limits of its own.
   *
   * @param spoil what stands between the service and its store
   * @param maxBodySize the largest body, in bytes
   * @param maxConcurrentRequests how many requests it works on at once
   */
  RunningServer(UnaryOperator<ConnectionStore> spoil, long maxBodySize, int maxConcurrentRequests)
      throws IOException {
    server =
        RestServer.start(
            "127.0.0.1",
            0,
            new RestServer.Parts(
                new ConnectionService(
                    spoil.apply(store),
                    new ConnectionDelays(Duration.ZERO, Duration.ZERO),
                    Clock.systemUTC()),
                directory,
                new BuiltInIssuer(
                    directory, URI.create("http://issuer.example"), null, Clock.systemUTC()),
                null,
                Duration.ofSeconds(30),
                maxBodySize,
                maxConcurrentRequests));
  }

  /** The tenant of the clients. */
  Tenant tenant() {
    return directory.tenants().get(0);
  }

  /** A client: the administrator is the first. */
  Client client(int index) {
    return tenant().clients().get(index);
  }

  /** The address of something outside the contract, or of another tenant. */
  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  /** The address of the tenant's first namespace, and something in it. */
  URI inNamespace(String path) {
    return uri(
        "/api/v1/tenants/"
            + tenant().id()
            + "/namespaces/"
            + tenant().namespaceIds().get(0)
            + path);
  }

  /** A connection on which a test can write what it likes. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends a request with a body, which may be empty, as the administrator. */
  HttpResponse<String> send(String method, URI address, String body)
      throws IOException, InterruptedException {
    return send(client(0), method, address, body);
  }

  /**
   * Sends a request.
   *
   * @param body empty: none
   * @param headers names and values, in turn, in the place of {@code Content-Type}, if there are
   *     any
   */
  HttpResponse<String> send(
      Client client, String method, URI address, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
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

  private String token(Client client) throws IOException, InterruptedException {
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
      JsonNode answer = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
      tokens.put(client, answer.path("access_token").asText());
    }
    return tokens.get(client);
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
