package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.ExchangeChanges.CONTENT_TYPE;
import static io.omfconnections.contract.mutants.ExchangeChanges.JSON;
import static io.omfconnections.contract.mutants.ExchangeChanges.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.model.Operation;
import java.nio.charset.StandardCharsets;

/**
 * Changes accepted requests. The response stays the same, so the changed exchange shows a server
 * that accepts a request which it must reject, or rightly accepts a variant of the request.
 */
final class RequestChanges {
  private final ExchangeChanges changes;
  private final Operation operation;
  private final Request request;

  RequestChanges(ExchangeChanges changes, Operation operation) {
    this.changes = changes;
    this.operation = operation;
    this.request = changes.original().request();
  }

  void add() {
    if (changes.original().status() >= 300) {
      correct("Accept in the request", request.plusHeader("Accept", "text/html"));
      return;
    }
    credentials();
    timeouts();
    targets();
    JsonNode body = ExchangeChanges.parse(request.body());
    if (operation.requestBody() != null && body != null) {
      mediaTypes();
      bodies(body);
    }
  }

  private void credentials() {
    wrong("accepted without Authorization", request.withoutHeader("Authorization"));
    for (String value : new String[] {"", "Bearer", "Bearer ", "Basic dTpw", "Token x"}) {
      wrong("accepted with other credentials", request.withHeader("Authorization", value));
    }
    wrong("accepted with two Authorizations", request.plusHeader("Authorization", "Bearer x"));
    String token = changes.token();
    if (token != null) {
      changes.wrong(
          "access token in Location",
          changes.withHeaders(headers -> headers.plus("Location", "/?t=" + token)));
    }
  }

  private void timeouts() {
    for (String seconds : new String[] {"soon", "0", "-1", "1e3", ""}) {
      Request changed = request.withHeader("Request-Timeout", seconds);
      if (operation.responses().containsKey(400)) {
        wrong("accepted with a malformed Request-Timeout", changed);
      } else {
        correct("malformed Request-Timeout ignored", changed);
      }
    }
    correct("Request-Timeout", request.withHeader("Request-Timeout", "2.5"));
  }

  private void targets() {
    String target = request.target();
    wrong(
        "accepted with an unknown version",
        request.withTarget(target.replaceFirst("(?i)/api/[^/]+/", "/api/v3/")));
    wrong(
        "accepted with a misspelled path",
        request.withTarget(target.replaceFirst("(?i)/tenants/", "/tenant/")));
    wrong("accepted with an additional path segment", request.withTarget(target + "/more"));
    wrong("accepted with a malformed path", request.withTarget(target + "%zz"));
    wrong("accepted with PATCH", request.withMethod("PATCH"));
    wrong("accepted with a method in lower case", request.withMethod("get"));
    wrong(
        "accepted as malformed HTTP",
        new Request(request.method(), target, request.headers(), request.body(), false));
    correct("slash at the end of the path", request.withTarget(target + "/"));
    correct(
        "path in upper case",
        request.withTarget(target.replaceFirst("(?i)/tenants/", "/TENANTS/")));
    correct("query", request.withTarget(target + "?x=1"));
  }

  private void mediaTypes() {
    for (String type : new String[] {"text/plain", "", "application/xml", "application/jsonx"}) {
      wrong("accepted with another Content-Type", request.withHeader(CONTENT_TYPE, type));
    }
    wrong("accepted without Content-Type", request.withoutHeader(CONTENT_TYPE));
    wrong("accepted with two Content-Types", request.plusHeader(CONTENT_TYPE, JSON));
    correct(
        "Content-Type with a parameter",
        request.withHeader(CONTENT_TYPE, "Application/JSON; charset=utf-8"));
  }

  private void bodies(JsonNode body) {
    String text = request.body().text();
    String rest = text.strip().substring(1);
    for (String other :
        new String[] {
          "", " ", "null", "[" + text + "]", quoted(text), text + "x", "\uFEFF" + text, "5", "true"
        }) {
      wrong("accepted with a body of another form", request.withBody(other));
    }
    wrong("accepted with a truncated body", request.withBody(text.substring(0, text.length() - 1)));
    byte[] latin = ("{\"\u00fc\":1," + rest).getBytes(StandardCharsets.ISO_8859_1);
    wrong("accepted with malformed UTF-8", request.withBody(Body.of(latin)));
    wrong("accepted with a repeated property", request.withBody("{\"x\":1,\"x\":1," + rest));
    correct("whitespace around the request body", request.withBody("\n" + text + " "));
    for (ValueChanges.Change change : ValueChanges.inRequest(request.method(), body)) {
      changes.add(
          change.operator(),
          change.violates(),
          changes.withRequest(request.withBody(change.value().toString())));
    }
  }

  private void wrong(String operator, Request changed) {
    changes.wrong(operator, changes.withRequest(changed));
  }

  private void correct(String operator, Request changed) {
    changes.correct(operator, changes.withRequest(changed));
  }
}
