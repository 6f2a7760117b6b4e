package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import java.util.List;

/** Creates many connections with the same client concurrently: exactly one request succeeds. */
public final class ClientRace {
  private static final int THREADS = 64;
  private static final int ROUNDS = 2;

  private ClientRace() {}

  /**
   * Runs the race with requests spread over the given APIs.
   *
   * @param apis one API per server process; all of them must share the same data
   * @throws AssertionError unless exactly one request gets the client in each round
   */
  public static void run(Api... apis) {
    for (Api api : apis) {
      // Fetches the token, so that obtaining it does not delay requests in the race.
      api.list().expect(200);
    }
    for (int round = 0; round < ROUNDS; round++) {
      String client = Bodies.newClient();
      List<ApiResponse> responses =
          ConcurrentRunner.run(
              THREADS, i -> () -> apis[i % apis.length].create(Bodies.connectionFor(client)));
      assertExactlyOneCreated(client, responses, apis);
    }
  }

  /** Asserts that one response is 202, and that all others are 400 and name the client. */
  static void assertExactlyOneCreated(String client, List<ApiResponse> responses, Api... apis) {
    assertThat(responses).filteredOn(response -> response.status() == 202).hasSize(1);
    for (ApiResponse response : responses) {
      if (response.status() != 202) {
        assertThat(response.expect(400).path("Parameters").toString()).contains(client);
      }
    }
    for (Api api : apis) {
      assertThat(countHolders(api, client)).isEqualTo(1);
    }
  }

  /** Returns the number of connections that have the client. */
  static int countHolders(Api api, String client) {
    int holders = 0;
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      for (JsonNode clientId : connection.path("ClientIds")) {
        holders += clientId.asText().equals(client) ? 1 : 0;
      }
    }
    return holders;
  }
}
