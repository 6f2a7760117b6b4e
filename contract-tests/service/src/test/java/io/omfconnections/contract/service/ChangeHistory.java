package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The changes that were sent to servers with one database, and what each connection can contain
 * according to the responses: exactly what the last acknowledged change has written, or, after a
 * change without a response, one of two contents.
 *
 * <p>A connection is recognized by its name. Only one thread changes it at a time.
 */
final class ChangeHistory {
  private static final int MAX_CLIENTS = 10_000;

  /** The number of connections that are verified one by one: all are in the list. */
  private static final int SAMPLE = 10;

  /**
   * Content of a connection.
   *
   * @param rights the rights of a role, as a bit mask, 0 for the list of a new connection
   */
  record Content(String description, Set<String> clientIds, int rights) {}

  /** A connection, and its possible contents. An empty content means that it does not exist. */
  static final class KnownConnection {
    private final String name;
    private String id = "";
    private Optional<Content> acknowledged = Optional.empty();
    private Optional<Content> attempted = Optional.empty();

    private KnownConnection(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    String id() {
      return id;
    }

    /** Returns whether the connection exists, according to the last acknowledged change. */
    boolean exists() {
      return acknowledged.isPresent();
    }

    Content content() {
      return acknowledged.orElseThrow();
    }
  }

  private final Map<String, KnownConnection> connections = new HashMap<>();
  private final Set<String> attemptedClientIds = new HashSet<>();
  private int acknowledgedChanges;

  /** Returns a new connection, which does not exist yet. */
  synchronized KnownConnection connection(String name) {
    KnownConnection connection = new KnownConnection(name);
    connections.put(name, connection);
    return connection;
  }

  /** Called before a request is sent that changes the connection. */
  synchronized void attempt(KnownConnection connection, Optional<Content> content) {
    connection.attempted = content;
    content.ifPresent(c -> attemptedClientIds.addAll(c.clientIds()));
  }

  /** Called when the request was successful. */
  synchronized void acknowledge(KnownConnection connection, String id) {
    connection.id = id;
    connection.acknowledged = connection.attempted;
    acknowledgedChanges++;
  }

  /** Called when the response says that nothing was changed. */
  synchronized void refuse(KnownConnection connection) {
    connection.attempted = connection.acknowledged;
  }

  /** Returns the number of acknowledged changes. */
  synchronized int acknowledgedChanges() {
    return acknowledgedChanges;
  }

  /**
   * Verifies all connections, and that every client id that none of them has can be used. Nothing
   * may be changed meanwhile.
   *
   * @return the connections that exist
   */
  synchronized List<KnownConnection> verify(Api api, Random random) {
    Map<String, JsonNode> listed = new HashMap<>();
    Set<String> used = new HashSet<>();
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      assertThat(listed.put(connection.path("Name").asText(), connection))
          .as("a second connection of the same name")
          .isNull();
      assertThat(clientIds(connection))
          .as("client ids of two connections")
          .noneMatch(used::contains);
      used.addAll(clientIds(connection));
    }
    assertThat(connections.keySet())
        .as("connections that nobody created")
        .containsAll(listed.keySet());
    for (KnownConnection connection : connections.values()) {
      settle(connection, Optional.ofNullable(listed.get(connection.name)), api);
    }
    connections.values().removeIf(connection -> connection.acknowledged.isEmpty());
    List<KnownConnection> existing = new ArrayList<>(connections.values());
    for (int i = 0; i < SAMPLE && !existing.isEmpty(); i++) {
      verifyParts(existing.get(random.nextInt(existing.size())), api);
    }
    verifyFree(used, api);
    return existing;
  }

  private static void settle(KnownConnection connection, Optional<JsonNode> found, Api api) {
    List<Optional<Content>> possible = List.of(connection.acknowledged, connection.attempted);
    Optional<Content> actual = found.map(node -> content(node, connection, api));
    assertThat(possible).as("possible contents of %s", connection.name).contains(actual);
    connection.id = found.map(node -> node.path("Id").asText()).orElse("");
    connection.acknowledged = actual;
    connection.attempted = actual;
  }

  /** Reads the rights only if they can have been changed: one request for each connection. */
  private static Content content(JsonNode node, KnownConnection connection, Api api) {
    Optional<Integer> before = connection.acknowledged.map(Content::rights);
    Optional<Integer> after = connection.attempted.map(Content::rights);
    int rights =
        before.isPresent() && before.equals(after)
            ? before.get()
            : rights(api, node.path("Id").asText());
    return new Content(node.path("Description").asText(), clientIds(node), rights);
  }

  private static void verifyParts(KnownConnection connection, Api api) {
    api.get(connection.id).expect(200);
    assertThat(rights(api, connection.id)).isEqualTo(connection.content().rights());
    assertThat(api.owner(connection.id).expect(200).path("ObjectId").asText())
        .isEqualTo(api.caller().id());
    String client = connection.content().clientIds().iterator().next();
    api.create(Bodies.connectionFor(client)).expect(400);
  }

  /** One connection takes all client ids that must be free. */
  private void verifyFree(Set<String> used, Api api) {
    List<String> free =
        attemptedClientIds.stream()
            .filter(client -> !used.contains(client))
            .limit(MAX_CLIENTS)
            .toList();
    attemptedClientIds.clear();
    JsonNode taker = api.create(Bodies.connection("takes free ids", "", free)).expect(202);
    api.delete(taker.path("Id").asText()).expect(202);
  }

  /** Returns the rights that were set with {@link #accessControlList}. */
  private static int rights(Api api, String id) {
    for (JsonNode entry :
        api.accessControlList(id).expect(200).path("RoleTrusteeAccessControlEntries")) {
      if (entry.path("Trustee").path("ObjectId").asText().equals(TestTenants.VIEWER_ROLE)) {
        return entry.path("AccessRights").asInt();
      }
    }
    return 0;
  }

  /** Returns a list that gives these rights to a role. */
  static String accessControlList(int rights) {
    return Bodies.accessControlList(
        Bodies.allowed(Bodies.trustee(3, TestTenants.VIEWER_ROLE, null), rights));
  }

  private static Set<String> clientIds(JsonNode connection) {
    Set<String> clientIds = new LinkedHashSet<>();
    connection.path("ClientIds").forEach(client -> clientIds.add(client.asText()));
    return clientIds;
  }
}
