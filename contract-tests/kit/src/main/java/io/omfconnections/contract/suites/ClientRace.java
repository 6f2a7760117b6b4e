package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import java.util.List;

/** Many who want the same client at once: exactly one of them gets it. */
public final class ClientRace {
  private static final int THREADS = 64;
  private static final int ROUNDS = 2;

  private ClientRace() {}

  /** Creates connections for one client over all of these at once; they show the same data. */
  public static void run(Api... apis) {
    for (Api api : apis) {
      // The tokens are got before, so that the race is about the client.
      api.list().expect(200);
    }
    for (int round = 0; round < ROUNDS; round++) {
      String client = Bodies.newClient();
      List<ApiResponse> answers =
          ConcurrentRunner.run(
              THREADS, i -> () -> apis[i % apis.length].create(Bodies.connectionFor(client)));
      exactlyOne(client, answers, apis);
    }
  }

  /** Fails unless one of the answers is that of a creation, and the others name the client. */
  static void exactlyOne(String client, List<ApiResponse> answers, Api... apis) {
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
    for (ApiResponse answer : answers) {
      if (answer.status() != 202) {
        assertThat(answer.expect(400).path("Parameters").toString()).contains(client);
      }
    }
    for (Api api : apis) {
      assertThat(holders(api, client)).isEqualTo(1);
    }
  }

  /** How many connections have the client. */
  static int holders(Api api, String client) {
    int holders = 0;
    for (JsonNode connection : api.list().expect(200).path("Results")) {
      for (JsonNode held : connection.path("ClientIds")) {
        holders += held.asText().equals(client) ? 1 : 0;
      }
    }
    return holders;
  }
}
