import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.client.ApiClient;
import io.omfconnections.client.ApiException;
import io.omfconnections.client.api.AccessControlApi;
import io.omfconnections.client.api.OmfConnectionsApi;
import io.omfconnections.client.model.AccessControlEntry;
import io.omfconnections.client.model.AccessControlList;
import io.omfconnections.client.model.AccessType;
import io.omfconnections.client.model.CommonAccessRights;
import io.omfconnections.client.model.ErrorResponseBody;
import io.omfconnections.client.model.OmfConnection;
import io.omfconnections.client.model.OmfConnectionCreate;
import io.omfconnections.client.model.OmfConnectionState;
import io.omfconnections.client.model.OmfConnectionUpdate;
import io.omfconnections.client.model.Trustee;
import io.omfconnections.client.model.TrusteeType;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Runs the scenario of SCENARIO.md with the Java client. Long because it uses no other library: it
 * requests the tokens and checks the results itself.
 */
final class Scenario {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final DateTimeFormatter SEVEN_DIGITS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final String base = env("OMF_BASE_URL");
  private final String tenant = env("OMF_TENANT");
  private final String namespace = env("OMF_NAMESPACE");
  private final String secondId = env("OMF_SECOND_CLIENT_ID");

  private interface Call<T> {
    T run() throws ApiException;
  }

  public static void main(String[] args) throws Exception {
    new Scenario().run();
  }

  private void run() throws Exception {
    String token = token(env("OMF_CLIENT_ID"), env("OMF_CLIENT_SECRET"));
    String secondToken = token(secondId, env("OMF_SECOND_CLIENT_SECRET"));
    OmfConnectionsApi connections = new OmfConnectionsApi(client(token));
    AccessControlApi access = new AccessControlApi(client(token));
    printStep(1);

    String name = "Boiler \"house\" 🏭 بيت";
    String description = "first line\nback\\slash, cafe\u0301";
    List<String> clientIds = List.of(newClientId(), newClientId());
    OmfConnection created =
        connections.createOmfConnection(
            tenant,
            namespace,
            new OmfConnectionCreate().name(name).description(description).clientIds(clientIds),
            null);
    requireEqual(created.getState(), OmfConnectionState.Creating);
    requireProperties(created, name, description, clientIds);
    String id = created.getId();
    printStep(2);

    Instant end = Instant.now().plus(TIMEOUT);
    while (get(connections, id).getState() != OmfConnectionState.Active) {
      pauseUntil(end, "the connection did not become Active");
    }
    printStep(3);

    require(
        connections.getOmfConnections(tenant, namespace, null).getResults().stream()
            .anyMatch(connection -> Objects.equals(connection.getId(), id)),
        "the list does not contain " + id);
    printStep(4);

    OmfConnection read = get(connections, id);
    requireProperties(read, name, description, clientIds);
    requireEqual(read.getCreatedDate(), created.getCreatedDate());
    System.out.println("created " + SEVEN_DIGITS.format(read.getCreatedDate()));
    printStep(5);

    List<String> firstClientId = clientIds.subList(0, 1);
    OmfConnection updated =
        connections.updateOmfConnection(
            tenant,
            namespace,
            id,
            new OmfConnectionUpdate()
                .name("another name")
                .description(null)
                .clientIds(firstClientId),
            null);
    requireProperties(updated, "another name", null, firstClientId);
    updated =
        connections.updateOmfConnection(
            tenant,
            namespace,
            id,
            new OmfConnectionUpdate().name("another name").clientIds(firstClientId),
            null);
    requireProperties(updated, "another name", null, firstClientId);
    printStep(6);

    AccessControlList before =
        access.getOmfConnectionAccessControlList(tenant, namespace, id, null);
    require(
        !before.getRoleTrusteeAccessControlEntries().isEmpty(), "the access control list is empty");
    AccessControlList list =
        new AccessControlList()
            .roleTrusteeAccessControlEntries(
                List.of(
                    new AccessControlEntry()
                        .trustee(trustee(TrusteeType.Role, "role-of-the-scenario"))
                        .accessType(AccessType.Allowed)
                        .accessRights(3L),
                    new AccessControlEntry()
                        .trustee(trustee(TrusteeType.User, "user-of-the-scenario"))
                        .accessType(AccessType.Denied)
                        .accessRights(4L),
                    new AccessControlEntry()
                        .trustee(null)
                        .accessType(AccessType.Allowed)
                        .accessRights(0L)));
    requireEqual(
        access.updateOmfConnectionAccessControlList(tenant, namespace, id, list, null), list);
    requireEqual(access.getOmfConnectionAccessControlList(tenant, namespace, id, null), list);
    printStep(7);

    List<CommonAccessRights> all = List.of(CommonAccessRights.values());
    requireEqual(access.listOmfConnectionAccessRights(tenant, namespace, id, null), all);
    printStep(8);

    Trustee first = access.getOmfConnectionOwner(tenant, namespace, id, null);
    Trustee second = trustee(TrusteeType.Client, secondId);
    requireEqual(access.updateOmfConnectionOwner(tenant, namespace, id, second, null), second);
    AccessControlApi secondAccess = new AccessControlApi(client(secondToken));
    requireEqual(secondAccess.getOmfConnectionOwner(tenant, namespace, id, null), second);
    requireEqual(secondAccess.updateOmfConnectionOwner(tenant, namespace, id, first, null), first);
    printStep(9);

    AccessControlList collection =
        access.getOmfConnectionsAccessControlList(tenant, namespace, null);
    AccessControlEntry readEntry =
        new AccessControlEntry().trustee(second).accessType(AccessType.Allowed).accessRights(1L);
    AccessControlList extended =
        new AccessControlList()
            .roleTrusteeAccessControlEntries(
                Stream.concat(
                        collection.getRoleTrusteeAccessControlEntries().stream(),
                        Stream.of(readEntry))
                    .toList());
    requireEqual(
        access.updateOmfConnectionsAccessControlList(tenant, namespace, extended, null), extended);
    requireEqual(access.getOmfConnectionsAccessControlList(tenant, namespace, null), extended);
    access.updateOmfConnectionsAccessControlList(tenant, namespace, collection, null);
    requireEqual(access.listOmfConnectionsAccessRights(tenant, namespace, null), all);
    printStep(10);

    ErrorResponseBody duplicate =
        error(
            400,
            () ->
                connections.createOmfConnection(
                    tenant, namespace, new OmfConnectionCreate().clientIds(firstClientId), null));
    require(
        duplicate.getParameters().containsKey("ClientIds[0]"), "no ClientIds[0] in " + duplicate);
    printStep(11);

    OmfConnectionsApi unauthorized = new OmfConnectionsApi(client("not-a-token"));
    error(401, () -> unauthorized.getOmfConnections(tenant, namespace, null));
    printStep(12);

    OmfConnectionsApi forbidden = new OmfConnectionsApi(client(secondToken));
    error(403, () -> get(forbidden, id));
    printStep(13);

    error(404, () -> get(connections, UUID.randomUUID().toString()));
    printStep(14);

    List<String> manyClientIds = Stream.generate(Scenario::newClientId).limit(10_000).toList();
    String manyId =
        connections
            .createOmfConnection(
                tenant, namespace, new OmfConnectionCreate().clientIds(manyClientIds), null)
            .getId();
    requireProperties(get(connections, manyId), null, null, manyClientIds);
    connections.deleteOmfConnection(tenant, namespace, manyId, null);
    printStep(15);

    requireEqual(
        connections.deleteOmfConnection(tenant, namespace, id, null).getState(),
        OmfConnectionState.Deleting);
    end = Instant.now().plus(TIMEOUT);
    while (exists(connections, id)) {
      pauseUntil(end, "the connection was not deleted");
    }
    printStep(16);
  }

  /** Obtains a token: reads the discovery document, then posts the credentials as a form. */
  private String token(String clientId, String secret) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    ObjectMapper mapper = new ObjectMapper();
    URI discovery = URI.create(base + "/identity/.well-known/openid-configuration");
    String document =
        http.send(HttpRequest.newBuilder(discovery).build(), BodyHandlers.ofString()).body();
    URI endpoint = URI.create(mapper.readTree(document).path("token_endpoint").asText());
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id="
                        + URLEncoder.encode(clientId, UTF_8)
                        + "&client_secret="
                        + URLEncoder.encode(secret, UTF_8)))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    JsonNode json = mapper.readTree(response.body());
    require(json.has("access_token"), "no token: " + response.statusCode());
    return json.path("access_token").asText();
  }

  private ApiClient client(String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(base + "/api/" + env("OMF_API_VERSION"));
    client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token));
    return client;
  }

  private OmfConnection get(OmfConnectionsApi connections, String id) throws ApiException {
    return connections.getOmfConnection(tenant, namespace, id, null);
  }

  private boolean exists(OmfConnectionsApi connections, String id) throws ApiException {
    try {
      get(connections, id);
      return true;
    } catch (ApiException e) {
      requireEqual(e.getCode(), 404);
      return false;
    }
  }

  private Trustee trustee(TrusteeType type, String id) {
    return new Trustee().type(type).objectId(id).tenantId(tenant);
  }

  /** Requires an error response with the given status and all properties; returns its body. */
  private static ErrorResponseBody error(int status, Call<?> call) throws Exception {
    try {
      call.run();
    } catch (ApiException e) {
      requireEqual(e.getCode(), status);
      ErrorResponseBody body =
          ApiClient.createDefaultObjectMapper()
              .readValue(e.getResponseBody(), ErrorResponseBody.class);
      for (String value :
          List.of(body.getOperationId(), body.getError(), body.getReason(), body.getResolution())) {
        require(!value.isBlank(), "empty property: " + body);
      }
      require(!body.getParameters().isEmpty(), "no Parameters: " + body);
      return body;
    }
    throw new AssertionError("Expected an error response with status " + status);
  }

  private static void requireProperties(
      OmfConnection connection, String name, String description, List<String> clientIds) {
    requireEqual(connection.getName(), name);
    requireEqual(connection.getDescription(), description);
    requireEqual(connection.getClientIds(), clientIds);
  }

  private static void requireEqual(Object actual, Object expected) {
    require(Objects.equals(actual, expected), actual + " instead of " + expected);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  private static void pauseUntil(Instant end, String message) throws InterruptedException {
    require(Instant.now().isBefore(end), message);
    Thread.sleep(50);
  }

  private static String newClientId() {
    return UUID.randomUUID().toString();
  }

  private static String env(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is not set");
  }

  private static void printStep(int step) {
    System.out.println("step " + step);
  }
}
