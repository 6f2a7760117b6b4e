package io.omfconnections.contract.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.http.RecordingProxy;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.contract.service.Fixtures;
import io.omfconnections.contract.service.MeddlingProxy;
import io.omfconnections.contract.service.OwnServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service behind two proxies: one that checks each exchange, and before it one that adds members
 * to what clients get, as a later version of the service might.
 */
final class ObservedServer implements AutoCloseable {
  // No client holds a body back; on a busy machine one may be slow.
  private static final Duration SLOW_CLIENT = Duration.ofSeconds(30);

  private static final String LATER_MEMBER = "MemberOfALaterVersion";

  /** The one object of the contract whose members have no names of their own: a map of strings. */
  private static final String MAP = "Parameters";

  private final OwnServer server;
  private final RecordingProxy recording;
  private final MeddlingProxy adding;
  private final Recorder recorder = new Recorder(Api.CONTRACT);
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicInteger answersWithMore = new AtomicInteger();

  private ObservedServer(OwnServer server) {
    this.server = server;
    this.recording = RecordingProxy.start(server.baseUri(), this::record);
    this.adding =
        MeddlingProxy.start(
            recording.baseUri(),
            (request, upstream) -> adding(request, upstream.send(request)),
            SLOW_CLIENT);
  }

  static ObservedServer start() {
    return new ObservedServer(
        OwnServer.start(
            config ->
                config
                    .provisioningDelay(Duration.ofMillis(300))
                    .deletionDelay(Duration.ofMillis(300))));
  }

  /** What a program is told in its environment; see SCENARIO.md. */
  Map<String, String> environment(String version) {
    return Map.of(
        "OMF_TOKEN",
            server.tokens().of(Fixtures.ADMINISTRATOR.id(), secretOf(Fixtures.ADMINISTRATOR)),
        "OMF_BASE_URL", adding.baseUri().toString(),
        "OMF_API_VERSION", version,
        "OMF_TENANT", Fixtures.TENANT,
        "OMF_NAMESPACE", Fixtures.NAMESPACE,
        "OMF_CLIENT_ID", Fixtures.ADMINISTRATOR.id(),
        "OMF_CLIENT_SECRET", secretOf(Fixtures.ADMINISTRATOR),
        "OMF_SECOND_CLIENT_ID", Fixtures.STRANGER.id(),
        "OMF_SECOND_CLIENT_SECRET", secretOf(Fixtures.STRANGER));
  }

  /** As contract-directory.yaml has it. */
  private static String secretOf(Caller client) {
    return "secret-of-" + client.id();
  }

  /** Waits until all that has been answered so far has been recorded. */
  void awaitRecords() throws InterruptedException {
    recording.awaitReports();
  }

  /** Every exchange so far, as the service saw it. */
  List<Exchange> exchanges() {
    return recorder.exchanges();
  }

  /** What broke the contract, of what the clients sent or the service answered. */
  List<String> violations() {
    return violations;
  }

  /** How many answers have got members more on their way to the client. */
  int answersWithMore() {
    return answersWithMore.get();
  }

  @Override
  public void close() {
    adding.close();
    recording.close();
    server.close();
  }

  private void record(Exchange exchange) {
    try {
      recorder.record(exchange);
    } catch (ContractViolationError e) {
      violations.add(e.getMessage());
    }
  }

  private Response adding(Request request, Response response) {
    boolean ofTheContract =
        Api.CONTRACT.match(request.method(), request.target()) instanceof Match.Documented;
    if (!ofTheContract || response.body().isEmpty()) {
      return response;
    }
    try {
      JsonNode body = StrictJson.read(response.body());
      add(body);
      answersWithMore.incrementAndGet();
      return new Response(response.status(), response.headers(), Body.of(body.toString()));
    } catch (NotJsonException e) {
      return response;
    }
  }

  /** Adds a member to each object. */
  private static void add(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (!member.getKey().equals(MAP)) {
          add(member.getValue());
        }
      }
      object.putObject(LATER_MEMBER).putArray("Values").add(1).addNull();
    } else if (node instanceof ArrayNode array) {
      array.forEach(ObservedServer::add);
    }
  }
}
