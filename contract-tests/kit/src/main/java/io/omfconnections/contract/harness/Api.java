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
 * A client of the API for one caller, one namespace and one version: a method per operation, and
 * the requests behind them for tests that modify a request before sending it.
 *
 * <p>Every response is checked against the contract; a violation is thrown as {@link
 * io.omfconnections.contract.recording.ContractViolationError}.
 *
 * @param client sends and records the requests
 * @param tokens the tokens of the server
 * @param cleanup reverts what the requests change; null for a server that the test starts itself
 * @param caller the identity that sends the requests
 * @param tenant the tenant in the path
 * @param namespace the namespace in the path
 * @param version the API version in the path
 * @param versions all API versions under test
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
  /** The contract that all tests check against. */
  public static final Contract CONTRACT = Contract.load();

  /** A well-formed identifier that no connection has. */
  public static final String UNKNOWN_CONNECTION = "00000000-0000-4000-8000-000000000000";

  private static final Duration STATE_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Creates a client of a server that the test starts itself: with the first version of the
   * contract, and without cleanup.
   */
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

  // ------------------------------------------------------------------ Variations of this client

  /** Returns the API for another caller. */
  public Api as(Caller other) {
    return new Api(client, tokens, cleanup, other, tenant, namespace, version, versions);
  }

  /** Returns the API in another namespace. */
  public Api in(String otherTenant, String otherNamespace) {
    return new Api(client, tokens, cleanup, caller, otherTenant, otherNamespace, version, versions);
  }

  /** Returns the API under another version. */
  public Api under(String otherVersion) {
    return new Api(client, tokens, cleanup, caller, tenant, namespace, otherVersion, versions);
  }

  /** Returns the API under each version under test. */
  public Stream<Api> underEachVersion() {
    return versions.stream().map(this::under);
  }

  // -------------------------------------------------------------------------- The operations

  /** Sends "Get OMF Connections". */
  public ApiResponse list() {
    return call("getOmfConnections", "", null);
  }

  /** Sends "Create OMF Connection". */
  public ApiResponse create(String body) {
    return call("createOmfConnection", "", body);
  }

  /** Sends "Get OMF Connection". */
  public ApiResponse get(String id) {
    return call("getOmfConnection", id, null);
  }

  /** Sends "Update OMF Connection". */
  public ApiResponse update(String id, String body) {
    return call("updateOmfConnection", id, body);
  }

  /** Sends "Delete OMF Connection". */
  public ApiResponse delete(String id) {
    return call("deleteOmfConnection", id, null);
  }

  /** Sends "Get OMF Connection Access Control List". */
  public ApiResponse accessControlList(String id) {
    return call("getOmfConnectionAccessControlList", id, null);
  }

  /** Sends "Update OMF Connection Access Control List". */
  public ApiResponse updateAccessControlList(String id, String body) {
    return call("updateOmfConnectionAccessControlList", id, body);
  }

  /** Sends "List OMF Connection Access Rights". */
  public ApiResponse accessRights(String id) {
    return call("listOmfConnectionAccessRights", id, null);
  }

  /** Sends "Get OMF Connection Owner". */
  public ApiResponse owner(String id) {
    return call("getOmfConnectionOwner", id, null);
  }

  /** Sends "Update OMF Connection Owner". */
  public ApiResponse updateOwner(String id, String body) {
    return call("updateOmfConnectionOwner", id, body);
  }

  /** Sends "Get OMF Connections Access Control List". */
  public ApiResponse collectionAccessControlList() {
    return call("getOmfConnectionsAccessControlList", "", null);
  }

  /** Sends "Update OMF Connections Access Control List". */
  public ApiResponse updateCollectionAccessControlList(String body) {
    return call("updateOmfConnectionsAccessControlList", "", body);
  }

  /** Sends "List OMF Connections Access Rights". */
  public ApiResponse collectionAccessRights() {
    return call("listOmfConnectionsAccessRights", "", null);
  }

  // -------------------------------------------------------------------------- Requests and
  // combined steps

  /** Sends any operation; a null body stands for a valid default body. */
  public ApiResponse call(String operationId, String id, @Nullable String body) {
    Request request = request(operationId, id);
    return send(body == null ? request : request.withBody(body));
  }

  /**
   * Creates a valid request, with a valid body if the operation takes one.
   *
   * @param id the identifier of the connection; ignored by operations on the collection
   */
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
  public ApiResponse send(Request request) {
    return send(request, Delivery.AT_ONCE);
  }

  /** Sends a request, with its body transferred in the given way. */
  public ApiResponse send(Request request, Delivery delivery) {
    return new ApiResponse(
        cleanup == null
            ? client.send(request, delivery)
            : cleanup.around(request, () -> client.send(request, delivery)));
  }

  /** Creates a connection, waits until it is {@code Active}, and returns its identifier. */
  public String createActive(String body) {
    String id = create(body).expect(202).path("Id").asText();
    awaitState(id, "Active");
    return id;
  }

  /** Creates a connection with the given name and returns its identifier without waiting. */
  public String createNamed(String name) {
    return create(Bodies.connection(name)).expect(202).path("Id").asText();
  }

  /**
   * Polls until the connection has the given state, and returns the connection.
   *
   * @throws AssertionError if it has another state after 30 seconds
   */
  public JsonNode awaitState(String id, String state) {
    Instant end = Instant.now().plus(STATE_TIMEOUT);
    while (true) {
      JsonNode connection = get(id).expect(200);
      if (connection.path("State").asText().equals(state)) {
        return connection;
      }
      pauseUntil(end, "Connection " + id + " did not become " + state + ": " + connection);
    }
  }

  /**
   * Polls until the connection is not found (404).
   *
   * @throws AssertionError if it still exists after 30 seconds
   */
  public void awaitDeleted(String id) {
    Instant end = Instant.now().plus(STATE_TIMEOUT);
    while (get(id).status() != 404) {
      pauseUntil(end, "Connection " + id + " was not deleted");
    }
  }

  /** Returns whether the caller's list of connections contains this one. */
  public boolean isListed(String id) {
    return identifiers().contains(id);
  }

  /** Returns the elements of the caller's list that have this identifier. */
  public List<JsonNode> listEntries(String id) {
    return list()
        .expect(200)
        .path("Results")
        .valueStream()
        .filter(connection -> connection.path("Id").asText().equals(id))
        .toList();
  }

  /** Returns the identifiers of the connections in the caller's list. */
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
      default -> Bodies.accessControlList(Bodies.allowed(caller.trustee(tenant), 31));
    };
  }

  private static void pauseUntil(Instant end, String message) {
    if (Instant.now().isAfter(end)) {
      throw new AssertionError(message);
    }
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Percent-encodes a path segment. */
  public static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return version + " as " + caller;
  }
}
