package io.omfconnections.contract.faulty;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.contract.service.TamperingProxy.Upstream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives a new connection the identifier of a deleted one.
 *
 * <p>Callers see the reused identifier; the proxy translates it from and to the real one.
 */
final class IdentifierReuseFault implements Interceptor {
  private final Map<String, String> realByShown = new ConcurrentHashMap<>();
  private final Deque<String> free = new ArrayDeque<>();

  private IdentifierReuseFault() {}

  static Fault reusesIdentifiers() {
    return Fault.inProxy(new IdentifierReuseFault());
  }

  @Override
  public Response intercept(Request request, Upstream upstream) throws IOException {
    String shown =
        realByShown.keySet().stream().filter(request.target()::contains).findAny().orElse("");
    String real = realByShown.getOrDefault(shown, "");
    Response response =
        upstream.send(
            shown.isEmpty() ? request : request.withTarget(request.target().replace(shown, real)));
    synchronized (this) {
      String operation = MessageChanges.operation(request);
      if (operation.equals("createOmfConnection") && response.status() == 202) {
        String id = MessageChanges.json(response.body()).path("Id").asText();
        realByShown.put(free.isEmpty() ? id : free.pop(), id);
      }
      if (operation.equals("getOmfConnection")
          && response.status() == 404
          && realByShown.remove(shown, real)) {
        free.push(shown);
      }
    }
    return MessageChanges.withText(response, this::translated);
  }

  private String translated(String text) {
    String result = text;
    for (Map.Entry<String, String> id : realByShown.entrySet()) {
      result = result.replace(id.getValue(), id.getKey());
    }
    return result;
  }
}
