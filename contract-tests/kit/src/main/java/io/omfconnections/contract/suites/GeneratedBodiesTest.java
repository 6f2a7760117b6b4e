package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.bodies.BodyComparison;
import io.omfconnections.contract.bodies.BodyGenerator;
import io.omfconnections.contract.bodies.BodyVerdicts;
import io.omfconnections.contract.bodies.GeneratedBody;
import io.omfconnections.contract.bodies.ProseRule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ConcurrentRunner;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.http.NoResponseException;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends request bodies generated from the contract and compares the server's decision to accept or
 * reject each one with the verdict of an independent schema validator.
 *
 * <p>System properties: {@code contract.bodies} is the number of bodies to send (by default, as
 * many as it takes to send each kind of body to each operation); {@code contract.seed} is the seed
 * of the generator, a number (by default 1) or {@code fresh} for a random one. Each disagreement is
 * reported with the body, its index and the seed, which reproduce it.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 3)
class GeneratedBodiesTest {
  private static final int SENDERS = 2;

  /** Exchanges that a recorder holds before it is replaced: their bodies may be large. */
  private static final int EXCHANGES_PER_RECORDER = 500;

  /** Number of disagreements after which the test stops: more would show nothing new. */
  private static final int MAX_DISAGREEMENTS = 50;

  /** Lock held while sending a body with client IDs that another sender's body may contain too. */
  private final Object sharedClientsLock = new Object();

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS) // contract.bodies may ask for any number
  void body_is_accepted_if_and_only_if_schema_accepts_it(Api api) {
    BodyGenerator generator =
        new BodyGenerator(Api.CONTRACT, api.versions(), seed(), Map.of("TenantId", api.tenant()));
    int count = Integer.getInteger("contract.bodies", generator.fullTurn());
    BodyVerdicts verdicts = new BodyVerdicts(Api.CONTRACT, api.tenant());
    BodyComparison comparison = new BodyComparison(verdicts);

    List<String> operations = List.copyOf(generator.kinds().keySet());
    String collectionList = api.collectionAccessControlList().expect(200).toString();
    for (int number = 0; number < operations.size(); number++) {
      // One operation at a time: a change by one must not affect the results of another.
      int operation = number;
      ConcurrentRunner.run(
          SENDERS,
          index ->
              () -> {
                Sender sender = new Sender(api, verdicts, comparison);
                for (int i = operation + index * operations.size();
                    i < count && comparison.disagreementCount() < MAX_DISAGREEMENTS;
                    i += SENDERS * operations.size()) {
                  sender.send(generator.body(i));
                }
                sender.close();
                return null;
              });
      api.updateCollectionAccessControlList(collectionList).expect(200);
    }

    System.out.println("Bodies generated from the contract, seed " + generator.seed() + ".\n");
    System.out.println(comparison.report());
    assertThat(comparison.disagreements())
        .as("bodies on which the server and the independent validator disagree")
        .isEmpty();
    assertThat(comparison.count()).isEqualTo(count);
    if (count >= generator.fullTurn()) {
      assertThat(operations)
          .allSatisfy(
              operation -> {
                assertThat(comparison.kinds(operation)).isEqualTo(generator.kinds().get(operation));
                assertThat(comparison.valid(operation)).isPositive();
                assertThat(comparison.invalid(operation)).isPositive();
              });
    }
    if (count >= 20_000) {
      assertThat(comparison.proseRules())
          .as("every declared exemption is used")
          .containsExactly(ProseRule.values());
    }
  }

  private static long seed() {
    String seed = System.getProperty("contract.seed", "1");
    return seed.equals("fresh") ? new SplittableRandom().nextLong() >>> 1 : Long.parseLong(seed);
  }

  /** Sends bodies over a persistent HTTP connection of its own, concurrently with the others. */
  private final class Sender implements AutoCloseable {
    private final Api api;
    private final BodyVerdicts verdicts;
    private final BodyComparison comparison;
    private final String id;
    private RecordingClient.PersistentConnection http;
    private int sent;

    private Sender(Api api, BodyVerdicts verdicts, BodyComparison comparison) {
      this.api = api;
      this.verdicts = verdicts;
      this.comparison = comparison;
      this.id = api.createActive(Bodies.connection("generated bodies"));
      // The caller must keep its rights when a generated body makes someone else the owner.
      String caller = Bodies.allowed(api.caller().trustee(api.tenant()), 31);
      api.updateAccessControlList(id, Bodies.accessControlList(caller)).expect(200);
      this.http = connect();
    }

    private RecordingClient.PersistentConnection connect() {
      return new RecordingClient(api.client().base(), new Recorder(Api.CONTRACT))
          .persistentConnection();
    }

    private void send(GeneratedBody body) {
      if (++sent % EXCHANGES_PER_RECORDER == 0) {
        http.close();
        http = connect();
      }
      boolean ownClientsOnly =
          verdicts.clientIds(body.operationId(), body.body()).stream()
              .allMatch(client -> client.contains(body.token()));
      if (ownClientsOnly) {
        compare(body, false);
      } else {
        synchronized (sharedClientsLock) {
          compare(body, true);
        }
      }
    }

    private void compare(GeneratedBody body, boolean releaseClients) {
      Exchange exchange;
      try {
        exchange = http.send(request(body));
        if (exchange.status() >= 500) {
          // Its body says more than the status, and the request may not fail a second time.
          comparison.addFailed(
              body, "status " + exchange.status() + " " + exchange.response().body().text());
        } else {
          comparison.add(body, exchange.status());
        }
      } catch (ContractViolationError e) {
        exchange = e.exchange();
        comparison.addFailed(body, String.valueOf(e.getMessage()));
      } catch (NoResponseException e) {
        comparison.addFailed(body, String.valueOf(e.getMessage()));
        return;
      }
      if (exchange.status() == 202) {
        String created = new ApiResponse(exchange).json().path("Id").asText();
        http.send(api.request("deleteOmfConnection", created));
        if (releaseClients) {
          api.awaitDeleted(created);
        }
      } else if (releaseClients) {
        http.send(
            api.request("updateOmfConnection", id).withBody(Bodies.connection("generated bodies")));
      }
    }

    private Request request(GeneratedBody body) {
      return api.under(body.version()).request(body.operationId(), id).withBody(body.body());
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
