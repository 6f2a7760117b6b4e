package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.Delivery;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The thirteen operations, as one caller uses them in one namespace under one version.
 *
 * @param client what sends
 * @param tokens the tokens of the server
 * @param cleanup what makes good again what the calls have left; null for a server of the test's
 *     own
 * @param caller who calls
 * @param tenant the tenant in the address
 * @param namespace the namespace in the address
 * @param version the version in the address
 * @param versions the versions that are tested
 */
public record Api(
    RecordingClient client,
    Tokens tokens,
    @Nullable Cleanup cleanup,
    Caller caller,
    String tenant,
    String namespace,
    String version,
    List<String> versions) {
  /** The contract. */
  public static final Contract CONTRACT = Contract.load();

  /** An identifier that no connection has. */
  public static final String NO_CONNECTION = "00000000-0000-4000-8000-000000000000";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The operations on a server of the test's own, under the first of all versions. */
  public Api(
      RecordingClient client, Tokens tokens, Caller caller, String tenant, String namespace) {
    this(
        client,
        tokens,
        null,
        caller,
        tenant,
        namespace,
        CONTRACT.versions().get(0),
        CONTRACT.versions());
  }

  // ---------------------------------------------------------------- The same, but for one thing

  /** The same for another caller. */
  public Api as(Caller other) {
    return new Api(client, tokens, cleanup, other, tenant, namespace, version, versions);
  }

  /** The same in another namespace. */
  public Api in(String otherTenant, String otherNamespace) {
    return new Api(client, tokens, cleanup, caller, otherTenant, otherNamespace, version, versions);
  }

  /** The same under another version. */
  public Api under(String otherVersion) {
    return new Api(client, tokens, cleanup, caller, tenant, namespace, otherVersion, versions);
  }

  /** The same under each version that is tested. */
  public Stream<Api> underEachVersion() {
    return versions.stream().map(this::under);
  }

  // -------------------------------------------------------------------------- The operations

  /** Get OMF Connections. */
  public Answer list() {
    return call("getOmfConnections", "", null);
  }

  /** Create OMF Connection. */
  public Answer create(String body) {
    return call("createOmfConnection", "", body);
  }

  /** Get OMF Connection. */
  public Answer get(String id) {
    return call("getOmfConnection", id, null);
  }

  /** Update OMF Connection. */
  public Answer update(String id, String body) {
    return call("updateOmfConnection", id, body);
  }

  /** Delete OMF Connection. */
  public Answer delete(String id) {
    return call("deleteOmfConnection", id, null);
  }

  /** Get OMF Connection Access Control List. */
  public Answer accessControlList(String id) {
    return call("getOmfConnectionAccessControlList", id, null);
  }

  /** Update OMF Connection Access Control List. */
  public Answer updateAccessControlList(String id, String body) {
    return call("updateOmfConnectionAccessControlList", id, body);
  }

  /** List OMF Connection Access Rights. */
  public Answer accessRights(String id) {
    return call("listOmfConnectionAccessRights", id, null);
  }

  /** Get OMF Connection Owner. */
  public Answer owner(String id) {
    return call("getOmfConnectionOwner", id, null);
  }

  /** Update OMF Connection Owner. */
  public Answer updateOwner(String id, String body) {
    return call("updateOmfConnectionOwner", id, body);
  }

  /** Get OMF Connections Access Control List. */
  public Answer collectionList() {
    return call("getOmfConnectionsAccessControlList", "", null);
  }

  /** Update OMF Connections Access Control List. */
  public Answer updateCollectionList(String body) {
    return call("updateOmfConnectionsAccessControlList", "", body);
  }

  /** List OMF Connections Access Rights. */
  public Answer collectionRights() {
    return call("listOmfConnectionsAccessRights", "", null);
  }

  // -------------------------------------------------------------------------- What is made of them

  /** Any operation, with the given body if it has one. */
  public Answer call(String operationId, String id, @Nullable String body) {
    Request request = request(operationId, id);
    return send(body == null ? request : request.withBody(body));
  }

  /** A request that is right, with a body if the operation takes one. */
  public Request request(String operationId, String id) {
    Operation operation = CONTRACT.operation(operationId);
    String target =
        CONTRACT
            .path(operation, version)
            .replace("{tenantId}", encoded(tenant))
            .replace("{namespaceId}", encoded(namespace))
            .replace("{omfConnectionId}", encoded(id));
    Request request = Request.of(operation.method(), target);
    String token = caller.token().apply(tokens);
    if (token != null) {
      request = request.withHeader("Authorization", "Bearer " + token);
    }
    if (operation.requestBody() == null) {
      return request;
    }
    return request.withHeader("Content-Type", "application/json").withBody(body(operationId));
  }

  /** Sends a request. */
  public Answer send(Request request) {
    return send(request, Delivery.AT_ONCE);
  }

  /** Sends a request whose body is brought in the given way. */
  public Answer send(Request request, Delivery delivery) {
    return new Answer(
        cleanup == null
            ? client.send(request, delivery)
            : cleanup.around(request, () -> client.send(request, delivery)));
  }

  /** Makes a connection, waits until it is active, and returns its identifier. */
  public String createActive(String body) {
    String id = create(body).expect(202).path("Id").asText();
    awaitState(id, "Active");
    return id;
  }

  /** Makes a connection of that name and returns its identifier; it may be Creating for a while. */
  public String createNamed(String name) {
    return create(Bodies.connection(name)).expect(202).path("Id").asText();
  }

  /** Polls until the connection has the state, and returns it. */
  public JsonNode awaitState(String id, String state) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      JsonNode connection = get(id).expect(200);
      if (connection.path("State").asText().equals(state)) {
        return connection;
      }
      pauseUntil(end, "The connection " + id + " is never " + state + ", but " + connection);
    }
  }

  /** Polls until the connection is gone. */
  public void awaitGone(String id) {
    Instant end = Instant.now().plus(PATIENCE);
    while (get(id).status() != 404) {
      pauseUntil(end, "The connection " + id + " is never gone");
    }
  }

  /** Whether the caller's list of connections holds this one. */
  public boolean lists(String id) {
    return identifiers().contains(id);
  }

  /** What the caller's list has of this connection: one, as a rule, or nothing. */
  public List<JsonNode> listed(String id) {
    return list()
        .expect(200)
        .path("Results")
        .valueStream()
        .filter(connection -> connection.path("Id").asText().equals(id))
        .toList();
  }

  /** The identifiers of the connections in the caller's list. */
  public List<String> identifiers() {
    List<String> identifiers = new ArrayList<>();
    list()
        .expect(200)
        .path("Results")
        .forEach(connection -> identifiers.add(connection.path("Id").asText()));
    return identifiers;
  }

  private String body(String operationId) {
    return switch (operationId) {
      case "createOmfConnection", "updateOmfConnection" -> Bodies.connection("contract test");
      case "updateOmfConnectionOwner" -> caller.trustee(tenant);
      default -> Bodies.list(Bodies.allowed(caller.trustee(tenant), 31));
    };
  }

  private static void pauseUntil(Instant end, String complaint) {
    if (Instant.now().isAfter(end)) {
      throw new AssertionError(complaint);
    }
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A segment of an address. */
  public static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return version + " as " + caller;
  }
}
