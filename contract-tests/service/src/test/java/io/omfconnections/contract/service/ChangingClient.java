package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.http.NoResponseException;
import io.omfconnections.contract.service.ChangeHistory.Content;
import io.omfconnections.contract.service.ChangeHistory.KnownConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Creates, updates and deletes connections of its own, until it is stopped, and tells a {@link
 * ChangeHistory} what it does. All clients want some of the same client ids.
 */
final class ChangingClient implements Runnable {
  private static final int MAX_CONNECTIONS = 10;
  private static final int WANTED_BY_ALL = 5;
  private static final String NOTHING_CHANGED = "Nothing was changed";

  private final ChangeHistory history;
  private final List<KnownConnection> mine;
  private final Supplier<Api> apis;
  private final Random random;
  private final Supplier<Boolean> stopped;

  /**
   * Creates a client.
   *
   * @param mine the connections that it may change
   * @param apis returns the server for the next request
   * @param stopped returns whether to stop
   */
  ChangingClient(
      ChangeHistory history,
      List<KnownConnection> mine,
      Supplier<Api> apis,
      Random random,
      Supplier<Boolean> stopped) {
    this.history = history;
    this.mine = new ArrayList<>(mine);
    this.apis = apis;
    this.random = random;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    while (!stopped.get()) {
      Api api = apis.get();
      KnownConnection connection =
          mine.isEmpty() || (mine.size() < MAX_CONNECTIONS && random.nextInt(3) == 0)
              ? history.connection("connection " + UUID.randomUUID())
              : mine.remove(random.nextInt(mine.size()));
      try {
        change(connection, api);
      } catch (NoResponseException e) {
        // The connection is not changed again before the history has verified it.
      }
    }
  }

  private void change(KnownConnection connection, Api api) {
    if (connection.id().isEmpty()) {
      Content content = new Content(text(), clientIds(new HashSet<>()), 0);
      history.attempt(connection, Optional.of(content));
      settle(connection, content.clientIds(), api.create(body(connection, content)));
      return;
    }
    Content old = connection.content();
    String id = connection.id();
    switch (random.nextInt(4)) {
      case 0 -> {
        history.attempt(connection, Optional.empty());
        settle(connection, Set.of(), api.delete(id));
      }
      case 1 -> {
        int rights = 1 + random.nextInt(15);
        history.attempt(
            connection, Optional.of(new Content(old.description(), old.clientIds(), rights)));
        settle(
            connection,
            Set.of(),
            api.updateAccessControlList(id, ChangeHistory.accessControlList(rights)));
      }
      default -> {
        Content content = new Content(text(), clientIds(old.clientIds()), old.rights());
        history.attempt(connection, Optional.of(content));
        settle(connection, content.clientIds(), api.update(id, body(connection, content)));
      }
    }
  }

  private void settle(KnownConnection connection, Set<String> clientIds, ApiResponse response) {
    switch (response.status()) {
      case 200, 202, 204 -> {
        String id =
            connection.id().isEmpty() ? response.json().path("Id").asText() : connection.id();
        history.acknowledge(connection, id);
      }
      case 400 -> {
        assertThat(clientIds)
            .as("reason of %s", response.exchange().describe())
            .anyMatch(client -> client.startsWith("wanted"));
        history.refuse(connection);
      }
      case 408, 503, 504 -> {
        if (!response.json().toString().contains(NOTHING_CHANGED)) {
          return; // as without a response
        }
        history.refuse(connection);
      }
      default -> response.expect(200, 202, 204, 400, 408, 503, 504);
    }
    if (connection.exists()) {
      mine.add(connection);
    }
  }

  private static String body(KnownConnection connection, Content content) {
    return Bodies.connection(
        connection.name(), content.description(), List.copyOf(content.clientIds()));
  }

  private String text() {
    return UUID.randomUUID() + "x".repeat(random.nextInt(900));
  }

  /** Keeps some of the old client ids, and adds new ones. */
  private Set<String> clientIds(Set<String> old) {
    Set<String> clientIds = new HashSet<>(old);
    clientIds.removeIf(client -> random.nextBoolean());
    clientIds.add(Bodies.newClient());
    if (random.nextInt(4) == 0) {
      clientIds.add("wanted by all " + random.nextInt(WANTED_BY_ALL));
    }
    return clientIds;
  }
}
