package io.omfconnections.contract.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.model.Contract.Match;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes good again what a test has done to the shared server: deletes the connections that it made,
 * and puts the collection's list back. Nothing else is touched, as the server may be someone's.
 */
public final class Cleanup {
  // Where the identifiers stand in /api/{version}/tenants/{}/namespaces/{}/...
  private static final int TENANT = 4;
  private static final int NAMESPACE = 6;

  private static final JsonMapper MAPPER = new JsonMapper();

  // How long an interrupted run waits for the answers that are on their way.
  private static final int PATIENCE_SECONDS = 10;

  private static final Set<Cleanup> OPEN = ConcurrentHashMap.newKeySet();

  /** Held to read by each request, and to write by the end of a run that was interrupted. */
  private static final ReentrantReadWriteLock SENDING = new ReentrantReadWriteLock();

  private final Target target;
  private final RecordingClient client;
  private final Map<String, String> connections = new ConcurrentHashMap<>();
  private final Map<String, Exchange> lists = new ConcurrentHashMap<>();

  /** What cleans up after a test on the given server. */
  public Cleanup(Target target) {
    this.target = target;
    this.client = new RecordingClient(target.base(), Target.RECORDER);
    OPEN.add(this);
  }

  /**
   * Lets no test send anything more, and cleans up after all that have not ended: for a process
   * that is about to end.
   */
  public static void interrupt() throws InterruptedException {
    // Never given back: a request that came later would leave something behind.
    boolean quiet = SENDING.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
    OPEN.forEach(Cleanup::run);
    if (!quiet) {
      throw new IllegalStateException("A request was not answered; what it made is left behind");
    }
  }

  /** Sends a request, unless the run was interrupted, and remembers what it is about to change. */
  Exchange around(Request request, Supplier<Exchange> send) {
    SENDING.readLock().lock();
    try {
      remember(request);
      return send.get();
    } finally {
      SENDING.readLock().unlock();
    }
  }

  private void remember(Request request) {
    if (operation(request).equals("updateOmfConnectionsAccessControlList")) {
      // Each namespace once, in whatever spelling and version it is addressed.
      String[] segments = path(request).split("/", -1);
      String namespace = segments[TENANT] + "/" + segments[NAMESPACE];
      if (!lists.containsKey(namespace)) {
        Answer list = send(target.administrator(), "GET", path(request), "");
        if (list.status() == 200) {
          lists.put(namespace, list.exchange());
        }
      }
    }
  }

  /** Remembers a connection that an exchange has made, with whatever status. */
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

  // Not strictly: what a wrong server has made in a wrong way has to go all the same.
  private static String id(Exchange exchange) {
    try {
      return MAPPER.readTree(exchange.response().body().text()).path("Id").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /**
   * Does it, and goes on to the next thing when something does not work.
   *
   * @throws AssertionError for the first that did not work
   */
  synchronized void run() {
    OPEN.remove(this);
    List<Throwable> failures =
        Stream.concat(
                lists.values().stream().<Runnable>map(list -> () -> putBack(list)),
                connections.values().stream().<Runnable>map(place -> () -> delete(place)))
            .flatMap(Cleanup::failure)
            .toList();
    connections.clear();
    lists.clear();
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "The test could not be cleaned up after: " + failures.get(0).getMessage(),
          failures.get(0));
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

  private void putBack(Exchange list) {
    send(target.administrator(), "PUT", list.request().target(), list.response().body().text())
        .expect(200);
  }

  private void delete(String place) {
    // A test may have deleted it, or have given it to the second client.
    Answer answer = send(target.administrator(), "DELETE", place, "");
    Caller second = target.second();
    if (answer.status() == 403 && second != null) {
      answer = send(second, "DELETE", place, "");
    }
    answer.expect(202, 404);
  }

  private Answer send(Caller caller, String method, String place, String body) {
    Request request =
        Request.of(method, place)
            .withHeader("Authorization", "Bearer " + caller.token().apply(target.tokens()));
    if (!body.isEmpty()) {
      request = request.withHeader("Content-Type", "application/json").withBody(body);
    }
    return new Answer(client.send(request));
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
