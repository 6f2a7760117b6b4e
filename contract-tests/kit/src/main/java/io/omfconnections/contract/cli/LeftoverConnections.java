package io.omfconnections.contract.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.http.RecordingClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds connections that the tests created and the server has not deleted. */
final class LeftoverConnections {
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(1);

  private final Api api;
  private final Set<String> existing;

  /**
   * Creates a search.
   *
   * @param existing the identifiers of the connections that existed before the run
   */
  LeftoverConnections(Target target, List<String> existing) {
    this.api =
        new Api(
            new RecordingClient(target.base(), exchange -> {}),
            target.tokens(),
            target.administrator(),
            target.tenant(),
            target.namespace());
    this.existing = Set.copyOf(existing);
  }

  /** Waits up to a minute for deletions to finish, and prints the connections that remain. */
  void print(PrintWriter out) {
    long end = System.nanoTime() + DELETION_TIMEOUT.toNanos();
    Map<String, String> states = Map.of();
    try {
      do {
        states = states();
      } while (states.containsValue("Deleting") && System.nanoTime() < end && pause());
    } catch (RuntimeException | AssertionError e) {
      out.println("Cannot list the connections after the run: " + e.getMessage());
    }
    if (!states.isEmpty()) {
      out.println("Connections that the tests left behind: " + new TreeSet<>(states.keySet()));
    }
  }

  /** The states of the new connections by identifier. */
  private Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      states.put(connection.path("Id").asText(), connection.path("State").asText());
    }
    states.keySet().removeAll(existing);
    return states;
  }

  private static boolean pause() {
    try {
      Thread.sleep(200);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
