package io.omfconnections.contract.harness;

import io.omfconnections.contract.Contract.Meaning;
import io.omfconnections.contract.Exchange;
import io.omfconnections.contract.Exchange.Request;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes good again what a test has done to the shared server: deletes the connections that it made,
 * and puts the collection's list back. Nothing else is touched, as the server may be someone's.
 */
public final class Cleanup {
  // Where the identifiers stand in /api/{version}/tenants/{}/namespaces/{}/...
  private static final int TENANT = 4;
  private static final int NAMESPACE = 6;

  private final Supplier<Api> administrator;
  private final Map<String, String> connections = new ConcurrentHashMap<>();
  private final Map<String, Exchange> lists = new ConcurrentHashMap<>();

  Cleanup(Supplier<Api> administrator) {
    this.administrator = administrator;
  }

  void before(Request request) {
    if (operation(request).equals("updateOmfConnectionsAccessControlList")) {
      // Each namespace once, in whatever spelling and version it is addressed.
      String[] segments = path(request).split("/", -1);
      String namespace = segments[TENANT] + "/" + segments[NAMESPACE];
      if (!lists.containsKey(namespace)) {
        Answer list = send("GET", path(request), "");
        if (list.status() == 200) {
          lists.put(namespace, list.exchange());
        }
      }
    }
  }

  void after(Exchange exchange) {
    if (exchange.status() == 202 && operation(exchange.request()).equals("createOmfConnection")) {
      String id = new Answer(exchange).json().path("Id").asText();
      String collection = path(exchange.request()).replaceFirst("/$", "");
      connections.put(id, collection + "/" + id);
    }
  }

  /** Does it. */
  void run() {
    for (Exchange list : lists.values()) {
      send("PUT", list.request().target(), list.response().body().text()).expect(200);
    }
    // A test may have deleted it, or have given it to someone else: then there is nothing to do.
    connections.values().forEach(target -> send("DELETE", target, ""));
    connections.clear();
    lists.clear();
  }

  private Answer send(String method, String target, String body) {
    Api api = administrator.get();
    Request request =
        Request.of(method, target)
            .withHeader("Authorization", "Bearer " + api.caller().token().apply(api.tokens()));
    if (!body.isEmpty()) {
      request = request.withHeader("Content-Type", "application/json").withBody(body);
    }
    return new Answer(api.client().send(request));
  }

  private static String operation(Request request) {
    return Api.CONTRACT.meaning(request.method(), request.target()) instanceof Meaning.Known known
        ? known.operation().id()
        : "";
  }

  private static String path(Request request) {
    return request.target().split("\\?", 2)[0];
  }
}
