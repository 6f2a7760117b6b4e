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

/** The scenario of SCENARIO.md, with the client for Java. */
final class Scenario {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
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
    done(1);

    String name = "Boiler \"house\" 🏭 بيت";
    String description = "first line\nback\\slash, cafe\u0301";
    List<String> clients = List.of(newClient(), newClient());
    OmfConnection created =
        connections.createOmfConnection(
            tenant,
            namespace,
            new OmfConnectionCreate().name(name).description(description).clientIds(clients),
            null);
    equal(created.getState(), OmfConnectionState.Creating);
    same(created, name, description, clients);
    String id = created.getId();
    done(2);

    Instant end = Instant.now().plus(PATIENCE);
    while (get(connections, id).getState() != OmfConnectionState.Active) {
      pause(end, "is never Active");
    }
    done(3);

    require(
        connections.getOmfConnections(tenant, namespace, null).getResults().stream()
            .anyMatch(connection -> Objects.equals(connection.getId(), id)),
        "the list does not hold " + id);
    done(4);

    OmfConnection read = get(connections, id);
    same(read, name, description, clients);
    equal(read.getCreatedDate(), created.getCreatedDate());
    System.out.println("created " + SEVEN_DIGITS.format(read.getCreatedDate()));
    done(5);

    List<String> oneClient = clients.subList(0, 1);
    OmfConnection updated =
        connections.updateOmfConnection(
            tenant,
            namespace,
            id,
            new OmfConnectionUpdate().name("another name").description(null).clientIds(oneClient),
            null);
    same(updated, "another name", null, oneClient);
    updated =
        connections.updateOmfConnection(
            tenant,
            namespace,
            id,
            new OmfConnectionUpdate().name("another name").clientIds(oneClient),
            null);
    same(updated, "another name", null, oneClient);
    done(6);

    AccessControlList before =
        access.getOmfConnectionAccessControlList(tenant, namespace, id, null);
    require(!before.getRoleTrusteeAccessControlEntries().isEmpty(), "the list is empty");
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
    equal(access.updateOmfConnectionAccessControlList(tenant, namespace, id, list, null), list);
    equal(access.getOmfConnectionAccessControlList(tenant, namespace, id, null), list);
    done(7);

    List<CommonAccessRights> all = List.of(CommonAccessRights.values());
    equal(access.listOmfConnectionAccessRights(tenant, namespace, id, null), all);
    done(8);

    Trustee first = access.getOmfConnectionOwner(tenant, namespace, id, null);
    Trustee second = trustee(TrusteeType.Client, secondId);
    equal(access.updateOmfConnectionOwner(tenant, namespace, id, second, null), second);
    AccessControlApi accessOfSecond = new AccessControlApi(client(secondToken));
    equal(accessOfSecond.getOmfConnectionOwner(tenant, namespace, id, null), second);
    equal(accessOfSecond.updateOmfConnectionOwner(tenant, namespace, id, first, null), first);
    done(9);

    AccessControlList collection =
        access.getOmfConnectionsAccessControlList(tenant, namespace, null);
    AccessControlEntry readers =
        new AccessControlEntry().trustee(second).accessType(AccessType.Allowed).accessRights(1L);
    AccessControlList more =
        new AccessControlList()
            .roleTrusteeAccessControlEntries(
                Stream.concat(
                        collection.getRoleTrusteeAccessControlEntries().stream(),
                        Stream.of(readers))
                    .toList());
    equal(access.updateOmfConnectionsAccessControlList(tenant, namespace, more, null), more);
    equal(access.getOmfConnectionsAccessControlList(tenant, namespace, null), more);
    access.updateOmfConnectionsAccessControlList(tenant, namespace, collection, null);
    equal(access.listOmfConnectionsAccessRights(tenant, namespace, null), all);
    done(10);

    ErrorResponseBody taken =
        error(
            400,
            () ->
                connections.createOmfConnection(
                    tenant, namespace, new OmfConnectionCreate().clientIds(oneClient), null));
    require(taken.getParameters().containsKey("ClientIds[0]"), "no ClientIds[0] in " + taken);
    done(11);

    OmfConnectionsApi unauthorized = new OmfConnectionsApi(client("no-token-at-all"));
    error(401, () -> unauthorized.getOmfConnections(tenant, namespace, null));
    done(12);

    OmfConnectionsApi forbidden = new OmfConnectionsApi(client(secondToken));
    error(403, () -> get(forbidden, id));
    done(13);

    error(404, () -> get(connections, UUID.randomUUID().toString()));
    done(14);

    List<String> many = Stream.generate(Scenario::newClient).limit(10_000).toList();
    String manyId =
        connections
            .createOmfConnection(tenant, namespace, new OmfConnectionCreate().clientIds(many), null)
            .getId();
    same(get(connections, manyId), null, null, many);
    connections.deleteOmfConnection(tenant, namespace, manyId, null);
    done(15);

    equal(
        connections.deleteOmfConnection(tenant, namespace, id, null).getState(),
        OmfConnectionState.Deleting);
    end = Instant.now().plus(PATIENCE);
    while (isThere(connections, id)) {
      pause(end, "is never gone");
    }
    done(16);
  }

  /** How a program gets a token: discovery, then its credentials as a form. */
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
    JsonNode answer = mapper.readTree(response.body());
    require(answer.has("access_token"), "no token: " + response.statusCode());
    return answer.path("access_token").asText();
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

  private boolean isThere(OmfConnectionsApi connections, String id) throws ApiException {
    try {
      get(connections, id);
      return true;
    } catch (ApiException e) {
      equal(e.getCode(), 404);
      return false;
    }
  }

  private Trustee trustee(TrusteeType type, String id) {
    return new Trustee().type(type).objectId(id).tenantId(tenant);
  }

  /** Fails unless the call gets an error of that status, whose body has everything in it. */
  private static ErrorResponseBody error(int status, Call<?> call) throws Exception {
    try {
      call.run();
    } catch (ApiException e) {
      equal(e.getCode(), status);
      ErrorResponseBody body =
          ApiClient.createDefaultObjectMapper()
              .readValue(e.getResponseBody(), ErrorResponseBody.class);
      for (String member :
          List.of(body.getOperationId(), body.getError(), body.getReason(), body.getResolution())) {
        require(!member.isBlank(), "an empty member: " + body);
      }
      require(!body.getParameters().isEmpty(), "no Parameters: " + body);
      return body;
    }
    throw new AssertionError("No error, and there should be a " + status);
  }

  private static void same(
      OmfConnection connection, String name, String description, List<String> clients) {
    equal(connection.getName(), name);
    equal(connection.getDescription(), description);
    equal(connection.getClientIds(), clients);
  }

  private static void equal(Object actual, Object expected) {
    require(Objects.equals(actual, expected), actual + " is not " + expected);
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new AssertionError(complaint);
    }
  }

  private static void pause(Instant end, String complaint) throws InterruptedException {
    require(Instant.now().isBefore(end), complaint);
    Thread.sleep(50);
  }

  private static String newClient() {
    return UUID.randomUUID().toString();
  }

  private static String env(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is not set");
  }

  private static void done(int step) {
    System.out.println("step " + step);
  }
}
