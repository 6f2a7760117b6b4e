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
import io.omfconnections.contract.service.InProcessServer;
import io.omfconnections.contract.service.TamperingProxy;
import io.omfconnections.contract.service.TestServers;
import io.omfconnections.contract.service.TestTenants;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind two proxies: one that checks each exchange against the contract, and in front of
 * it one that adds properties to responses, as a later version of the API might.
 */
final class ObservedServer implements AutoCloseable {
  // Clients send their bodies without pauses, but they may be slow on a busy machine.
  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(30);

  private static final String ADDED_PROPERTY = "PropertyOfALaterVersion";

  /** The only object of the contract whose property names are free: a map of strings. */
  private static final String MAP = "Parameters";

  private final InProcessServer server;
  private final RecordingProxy recording;
  private final TamperingProxy adding;
  private final Recorder recorder = new Recorder(Api.CONTRACT);
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicInteger extendedResponses = new AtomicInteger();

  private ObservedServer(InProcessServer server) {
    this.server = server;
    this.recording = RecordingProxy.start(server.baseUri(), this::record);
    this.adding =
        TamperingProxy.start(
            recording.baseUri(),
            (request, upstream) -> extend(request, upstream.send(request)),
            CLIENT_TIMEOUT);
  }

  /** Starts a server with short lifecycle delays, so that clients have to poll. */
  static ObservedServer start() {
    return new ObservedServer(
        new TestServers(new Recorder(Api.CONTRACT))
            .start(
                config ->
                    config
                        .provisioningDelay(Duration.ofMillis(300))
                        .deletionDelay(Duration.ofMillis(300))));
  }

  /** Returns the environment variables for a scenario program; see SCENARIO.md. */
  Map<String, String> environment(String version) {
    return Map.of(
        "OMF_TOKEN",
            server.tokens().of(TestTenants.ADMINISTRATOR.id(), secretOf(TestTenants.ADMINISTRATOR)),
        "OMF_BASE_URL", adding.baseUri().toString(),
        "OMF_API_VERSION", version,
        "OMF_TENANT", TestTenants.TENANT,
        "OMF_NAMESPACE", TestTenants.NAMESPACE,
        "OMF_CLIENT_ID", TestTenants.ADMINISTRATOR.id(),
        "OMF_CLIENT_SECRET", secretOf(TestTenants.ADMINISTRATOR),
        "OMF_SECOND_CLIENT_ID", TestTenants.CLIENT_WITHOUT_ROLES.id(),
        "OMF_SECOND_CLIENT_SECRET", secretOf(TestTenants.CLIENT_WITHOUT_ROLES));
  }

  /** As in directory.yaml. */
  private static String secretOf(Caller client) {
    return "secret-of-" + client.id();
  }

  /** Waits until all exchanges completed so far are recorded. */
  void awaitRecords() throws InterruptedException {
    recording.awaitReports();
  }

  /** Returns all exchanges so far, as the server sees them. */
  List<Exchange> exchanges() {
    return recorder.exchanges();
  }

  /** Returns a message for each exchange that broke the contract. */
  List<String> violations() {
    return violations;
  }

  /** Returns the number of responses that got added properties. */
  int extendedResponses() {
    return extendedResponses.get();
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

  private Response extend(Request request, Response response) {
    boolean inContract =
        Api.CONTRACT.match(request.method(), request.target()) instanceof Match.Documented;
    if (!inContract || response.body().isEmpty()) {
      return response;
    }
    try {
      JsonNode body = StrictJson.read(response.body());
      addProperties(body);
      extendedResponses.incrementAndGet();
      return new Response(response.status(), response.headers(), Body.of(body.toString()));
    } catch (NotJsonException e) {
      return response;
    }
  }

  /** Adds a property to each object. */
  private static void addProperties(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        if (!property.getKey().equals(MAP)) {
          addProperties(property.getValue());
        }
      }
      object.putObject(ADDED_PROPERTY).putArray("Values").add(1).addNull();
    } else if (node instanceof ArrayNode array) {
      array.forEach(ObservedServer::addProperties);
    }
  }
}
