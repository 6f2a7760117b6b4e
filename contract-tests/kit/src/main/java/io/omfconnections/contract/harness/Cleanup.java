package io.omfconnections.contract.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.model.Contract.Match;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reverts what one test changes on the server under test: deletes the connections that it created,
 * and restores the access control lists of collections. It leaves everything else untouched.
 */
final class Cleanup {
  // Indexes of the identifiers in the segments of /api/{version}/tenants/{}/namespaces/{}/...
  private static final int TENANT = 4;
  private static final int NAMESPACE = 6;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final ContractSession session;
  private final Target target;
  private final RecordingClient client;
  private final boolean independent;

  /** The path of each connection to delete, by its identifier. */
  private final Map<String, String> connections = new ConcurrentHashMap<>();

  /** The original access control list of each changed collection, by tenant and namespace. */
  private final Map<String, Exchange> lists = new ConcurrentHashMap<>();

  /**
   * Creates the cleanup of one test and registers it with the session.
   *
   * @param independent whether the test is {@link Independent}
   */
  Cleanup(ContractSession session, boolean independent) {
    this.session = session;
    this.independent = independent;
    this.target = session.target();
    this.client = new RecordingClient(target.base(), session.recorder()::record);
    session.register(this);
  }

  /**
   * Sends a request of the test. Before an update of a collection's access control list, fetches
   * the original.
   */
  Exchange around(Request request, Supplier<Exchange> send) {
    return session.send(
        () -> {
          remember(request);
          return send.get();
        });
  }

  private void remember(Request request) {
    if (operation(request).equals("updateOmfConnectionsAccessControlList")) {
      if (independent) {
        throw new IllegalStateException(
            "An independent test changes the access control list of the collection");
      }
      // Keyed by identifiers: paths of the same collection differ in version and spelling.
      String[] segments = path(request).split("/", -1);
      String namespace = segments[TENANT] + "/" + segments[NAMESPACE];
      if (!lists.containsKey(namespace)) {
        ApiResponse list = send(target.administrator(), "GET", path(request), "");
        if (list.status() == 200) {
          lists.put(namespace, list.exchange());
        }
      }
    }
  }

  /** Remembers the connection that a request has created, whatever its 2xx status code. */
  void note(Exchange exchange) {
    if (exchange.status() >= 200
        && exchange.status() < 300
        && operation(exchange.request()).equals("createOmfConnection")) {
      String id = id(exchange);
      if (!id.isEmpty()) {
        String collection = path(exchange.request()).replaceFirst("/$", "");
        connections.put(id, collection + "/" + Api.encoded(id));
      }
    }
  }

  // Parsed leniently: connections of servers that break the contract have to be deleted, too.
  private static String id(Exchange exchange) {
    try {
      return MAPPER.readTree(exchange.response().body().text()).path("Id").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /**
   * Restores the lists and deletes the connections. Continues after a failed step.
   *
   * @throws AssertionError with the first failure as its cause, if any step failed
   */
  synchronized void run() {
    session.unregister(this);
    List<Throwable> failures =
        Stream.concat(
                lists.values().stream().<Runnable>map(list -> () -> restore(list)),
                connections.values().stream().<Runnable>map(path -> () -> delete(path)))
            .flatMap(Cleanup::failure)
            .toList();
    connections.clear();
    lists.clear();
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "The cleanup after the test failed: " + failures.get(0).getMessage(), failures.get(0));
    }
  }

  private static Stream<Throwable> failure(Runnable step) {
    try {
      step.run();
      return Stream.empty();
    } catch (RuntimeException | AssertionError e) {
      return Stream.of(e);
    }
  }

  private void restore(Exchange list) {
    send(target.administrator(), "PUT", list.request().target(), list.response().body().text())
        .expect(200);
  }

  private void delete(String path) {
    // The test may have deleted it, or have made the second client its owner.
    ApiResponse response = send(target.administrator(), "DELETE", path, "");
    Caller second = target.second();
    if (response.status() == 403 && second != null) {
      response = send(second, "DELETE", path, "");
    }
    response.expect(202, 404);
  }

  private ApiResponse send(Caller caller, String method, String path, String body) {
    Request request =
        Request.of(method, path)
            .withHeader("Authorization", "Bearer " + caller.token().apply(target.tokens()));
    if (!body.isEmpty()) {
      request = request.withHeader("Content-Type", "application/json").withBody(body);
    }
    return new ApiResponse(client.send(request));
  }

  private static String operation(Request request) {
    return Api.CONTRACT.match(request.method(), request.target()) instanceof Match.Documented known
        ? known.operation().id()
        : "";
  }

  private static String path(Request request) {
    return request.target().split("\\?", 2)[0];
  }
}
