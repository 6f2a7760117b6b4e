package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.bodies.BodyComparison;
import io.omfconnections.contract.bodies.BodyGenerator;
import io.omfconnections.contract.bodies.BodyVerdicts;
import io.omfconnections.contract.bodies.GeneratedBody;
import io.omfconnections.contract.bodies.ProseRule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Together;
import io.omfconnections.contract.http.NoAnswerException;
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
 * A body is accepted exactly when the contract's schema accepts it, by the verdict of a second
 * validator, for bodies that are made from the contract.
 *
 * <p>{@code -Dcontract.bodies} says how many, and {@code -Dcontract.seed} which: a number, or
 * {@code fresh}. A disagreement shows the seed and the index of its body, and the body.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 3)
class AcceptedBodiesTest {
  private static final int LANES = 2;

  /** How many exchanges are kept at once, since their bodies may be large. */
  private static final int KEPT = 500;

  /** From so many disagreements on, more of them would say nothing new. */
  private static final int ENOUGH = 50;

  /** Holds a lane back whose bodies name clients that those of another might name, too. */
  private final Object sharedClients = new Object();

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS) // as many bodies as someone asks for
  void a_body_is_accepted_exactly_when_the_schema_accepts_it(Api api) {
    BodyGenerator generator =
        new BodyGenerator(Api.CONTRACT, api.versions(), seed(), Map.of("TenantId", api.tenant()));
    int count = Integer.getInteger("contract.bodies", generator.fullTurn());
    BodyVerdicts verdicts = new BodyVerdicts(Api.CONTRACT, api.tenant());
    BodyComparison comparison = new BodyComparison(verdicts);

    List<String> operations = List.copyOf(generator.kinds().keySet());
    String collectionList = api.collectionList().expect(200).toString();
    for (int number = 0; number < operations.size(); number++) {
      // One operation after the other: what one changes must not be in another's way.
      int operation = number;
      Together.run(
          LANES,
          lane -> {
            Lane own = new Lane(api, verdicts, comparison);
            return () -> {
              for (int i = operation + lane * operations.size();
                  i < count && comparison.disagreementCount() < ENOUGH;
                  i += LANES * operations.size()) {
                own.tryOut(generator.body(i));
              }
              own.close();
              return null;
            };
          });
      api.updateCollectionList(collectionList).expect(200);
    }

    System.out.println("Bodies made from the contract, seed " + generator.seed() + ".\n");
    System.out.println(comparison.report());
    assertThat(comparison.disagreements())
        .as("bodies on which the server and the second validator disagree")
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
          .as("no exemption that nothing needs")
          .containsExactly(ProseRule.values());
    }
  }

  private static long seed() {
    String seed = System.getProperty("contract.seed", "1");
    return seed.equals("fresh") ? new SplittableRandom().nextLong() >>> 1 : Long.parseLong(seed);
  }

  /** One of those that send bodies at the same time, each over a connection that is kept. */
  private final class Lane implements AutoCloseable {
    private final Api api;
    private final BodyVerdicts verdicts;
    private final BodyComparison comparison;
    private final String id;
    private RecordingClient.KeptConnection wire;
    private int sent;

    private Lane(Api api, BodyVerdicts verdicts, BodyComparison comparison) {
      this.api = api;
      this.verdicts = verdicts;
      this.comparison = comparison;
      this.id = api.createActive(Bodies.connection("accepted bodies"));
      // The caller keeps its rights whoever becomes the owner.
      String caller = Bodies.allowed(api.caller().trustee(api.tenant()), 31);
      api.updateAccessControlList(id, Bodies.list(caller)).expect(200);
      this.wire = newWire();
    }

    private RecordingClient.KeptConnection newWire() {
      return new RecordingClient(api.client().base(), new Recorder(Api.CONTRACT)).keepConnection();
    }

    private void tryOut(GeneratedBody body) {
      if (++sent % KEPT == 0) {
        wire.close();
        wire = newWire();
      }
      boolean onlyOwn =
          verdicts.clientIds(body.operationId(), body.body()).stream()
              .allMatch(client -> client.contains(body.token()));
      if (onlyOwn) {
        compare(body, false);
      } else {
        synchronized (sharedClients) {
          compare(body, true);
        }
      }
    }

    private void compare(GeneratedBody body, boolean free) {
      Exchange exchange;
      try {
        exchange = wire.send(request(body));
        comparison.add(body, exchange.status());
      } catch (ContractViolationError e) {
        exchange = e.exchange();
        comparison.addFailed(body, String.valueOf(e.getMessage()));
      } catch (NoAnswerException e) {
        comparison.addFailed(body, String.valueOf(e.getMessage()));
        return;
      }
      if (exchange.status() == 202) {
        String made = new Answer(exchange).json().path("Id").asText();
        wire.send(api.request("deleteOmfConnection", made));
        if (free) {
          api.awaitGone(made);
        }
      } else if (free) {
        wire.send(
            api.request("updateOmfConnection", id).withBody(Bodies.connection("accepted bodies")));
      }
    }

    private Request request(GeneratedBody body) {
      return api.under(body.version()).request(body.operationId(), id).withBody(body.body());
    }

    @Override
    public void close() {
      wire.close();
    }
  }
}
