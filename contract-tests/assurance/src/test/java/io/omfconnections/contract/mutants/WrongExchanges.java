package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes a right exchange in one place, in every way that it knows. For each way it is certain
 * whether what comes out breaks the contract; what is not certain is not among them.
 *
 * <p>It takes its certainty from the contract's words for people, and from {@link WrongValues}, not
 * from the check: else the check would be measured by itself.
 */
public final class WrongExchanges {
  /**
   * A changed exchange.
   *
   * @param operator the kind of change
   * @param breaks whether it breaks the contract now; if not, the check must not complain
   * @param exchange the exchange with the change
   */
  public record Changed(String operator, boolean breaks, Exchange exchange) {}

  private static final String OPERATION_ID = "Operation-Id";
  private static final String TYPE = "Content-Type";
  private static final String JSON = "application/json";
  private static final String OTHER_ID = "0c3dfd2e-94a5-4c1f-8e0b-5d6a7f8091a2";

  private static final List<Integer> STATUSES =
      List.of(
          200, 201, 202, 204, 206, 301, 304, 307, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410,
          411, 412, 413, 414, 415, 416, 418, 422, 423, 428, 429, 431, 451, 500, 501, 502, 503, 504,
          505);

  private final Exchange right;
  private final @Nullable Match meaning;
  private final @Nullable Operation operation;
  private final @Nullable JsonNode body;
  private final List<Changed> changed = new ArrayList<>();

  private WrongExchanges(Contract contract, Exchange right) {
    this.right = right;
    Request request = right.request();
    this.meaning = request.wellFormed() ? contract.match(request.method(), request.target()) : null;
    this.operation = meaning instanceof Match.Documented known ? known.operation() : null;
    this.body = json(right.response().body());
  }

  /** Everything that is made of an exchange that keeps to the contract. */
  public static List<Changed> of(Contract contract, Exchange right) {
    WrongExchanges all = new WrongExchanges(contract, right);
    all.headers();
    all.framing();
    if (all.operation == null) {
      all.outside();
    } else {
      all.statuses(all.operation);
      all.members();
      all.requests(all.operation);
    }
    all.errors();
    return all.changed;
  }

  // ------------------------------------------------------------------------------------- Status

  private void statuses(Operation known) {
    boolean done = right.status() < 300;
    for (int status : STATUSES) {
      if (!known.responses().containsKey(status)) {
        wrong("status that is not documented", withStatus(status));
      } else if (done != status < 300) {
        wrong("status of the other kind", withStatus(status));
      } else if (right.status() != 401 && status == 401) {
        wrong("401 without a challenge", withStatus(status));
      } else if (right.status() == 401 && status != 401) {
        wrong("challenge with another status than 401", withStatus(status));
      } else if (right.status() != 503 && status == 503) {
        wrong("503 that does not say when to come back", withStatus(status));
      } else if (right.status() == 503 && status != 503) {
        wrong("Retry-After with another status than 503", withStatus(status));
      } else if (right.status() != 415 && status == 415 && isJsonRequest()) {
        wrong("415 for JSON", withStatus(status));
      }
    }
  }

  private boolean isJsonRequest() {
    return right.request().headers().all(TYPE).equals(List.of(JSON));
  }

  // ------------------------------------------------------------------------------------ Headers

  private void headers() {
    wrong("Operation-Id dropped", headers(h -> h.without(OPERATION_ID)));
    wrong("Operation-Id twice", headers(h -> h.plus(OPERATION_ID, OTHER_ID)));
    wrong(
        "Operation-Id under another name",
        headers(h -> h.without(OPERATION_ID).plus("X-Operation-Id", operationId())));
    for (String id : new String[] {"", "17", "{" + OTHER_ID + "}", OTHER_ID.replace("-", "")}) {
      wrong("Operation-Id of another form", headers(h -> h.with(OPERATION_ID, id)));
    }
    if (meaning instanceof Match.IdentityEndpoint) {
      return;
    }
    if (!right.response().body().isEmpty()) {
      for (String type :
          new String[] {
            "application/json;charset=utf-8",
            "application/json; charset=UTF-8",
            "Application/JSON",
            "text/plain",
            "text/json",
            "application/problem+json",
            "application/octet-stream",
            ""
          }) {
        wrong("Content-Type of another form", headers(h -> h.with(TYPE, type)));
      }
      wrong("Content-Type dropped", headers(h -> h.without(TYPE)));
      wrong("Content-Type twice", headers(h -> h.plus(TYPE, JSON)));
    }
    if (right.status() == 401 && operation != null) {
      wrong("WWW-Authenticate dropped", headers(h -> h.without("WWW-Authenticate")));
      wrong("WWW-Authenticate twice", headers(h -> h.plus("WWW-Authenticate", "Bearer")));
      for (String challenge : new String[] {"", "Basic realm=\"x\"", "Bearer error=\"x", "x"}) {
        wrong("challenge of another form", headers(h -> h.with("WWW-Authenticate", challenge)));
      }
      fine("challenge without parameters", headers(h -> h.with("WWW-Authenticate", "Bearer")));
    }
    if (right.status() == 503 && operation != null) {
      wrong("Retry-After dropped", headers(h -> h.without("Retry-After")));
      wrong("Retry-After twice", headers(h -> h.plus("Retry-After", "5")));
      for (String value :
          new String[] {
            "", "-1", "1.5", "soon", "2147483648", "Fri, 31 Dec 1999 23:59:59 GMT", "1e1", "0x5"
          }) {
        wrong("Retry-After of another form", headers(h -> h.with("Retry-After", value)));
      }
      fine("Retry-After of another number", headers(h -> h.with("Retry-After", "0")));
    } else if (operation != null) {
      wrong("Retry-After where it is not documented", headers(h -> h.with("Retry-After", "5")));
    }
    if (right.status() != 401 && operation != null) {
      wrong(
          "challenge where it is not documented",
          headers(h -> h.with("WWW-Authenticate", "Bearer")));
    }
    fine("header field that nobody knows", headers(h -> h.plus("X-Served-By", "cache-17")));
    fine("names of header fields in small letters", headers(h -> renamed(h, false)));
    fine("names of header fields in capitals", headers(h -> renamed(h, true)));
    tokenInHeader();
  }

  private static Headers renamed(Headers headers, boolean capitals) {
    Headers renamed = Headers.none();
    for (Headers.Field field : headers.fields()) {
      String name = field.name();
      renamed =
          renamed.plus(
              capitals ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT),
              field.value());
    }
    return renamed;
  }

  private void tokenInHeader() {
    String token = token();
    if (token != null) {
      wrong("token in a header field", headers(h -> h.plus("X-Token", "got " + token)));
    }
  }

  private @Nullable String token() {
    String[] words = right.request().headers().first("Authorization").orElse("").split(" ", 2);
    return words.length == 2 && words[1].length() >= 32 ? words[1] : null;
  }

  private String operationId() {
    return right.response().headers().first(OPERATION_ID).orElse("");
  }

  // ------------------------------------------------------------------------------------- Framing

  private void framing() {
    if (body == null) {
      return;
    }
    String text = right.response().body().text();
    boolean described = !(meaning instanceof Match.IdentityEndpoint);
    if (described) {
      wrong("body emptied", withBody(""));
      wrong("body put into a list", withBody("[" + text + "]"));
      wrong("body as a text", withBody(quoted(text)));
      wrong("body null", withBody("null"));
    }
    wrong("body cut off", withBody(text.substring(0, text.length() - 1)));
    wrong("body cut in half", withBody(text.substring(0, (text.length() + 1) / 2 - 1) + "\""));
    wrong("only blanks for a body", withBody(" \n"));
    for (String more : new String[] {"{}", "x", ",", "\u0000"}) {
      wrong("something after the body", withBody(text + more));
    }
    wrong("byte order mark", withBody("\uFEFF" + text));
    wrong("HTML for a body", withBody("<html><body>" + right.status() + "</body></html>"));
    wrong("comment in the body", withBody("/* " + right.status() + " */" + text));
    wrong("body in UTF-16", withBody(Body.of(text.getBytes(StandardCharsets.UTF_16))));
    fine("blanks around the body", withBody(" \r\n\t" + text + "\n"));
    if (body.isObject() && !body.isEmpty()) {
      String name = body.fieldNames().next();
      String first = quoted(name) + ":" + body.get(name);
      wrong("member twice", withBody("{" + first + "," + text.strip().substring(1)));
      wrong("comma too many", withBody(text.strip().replaceFirst("}$", ",}")));
      wrong("name without quotes", withBody("{x:1," + text.strip().substring(1)));
      wrong("not a number", withBody("{\"x\":NaN," + text.strip().substring(1)));
      fine("members in another order", withBody(WrongValues.reversed(body).toString()));
      fine("body with line breaks", withBody(body.toPrettyString()));
    }
    if (described && text.matches("(?s).*\"[^\"\\\\]+\":\"[^\"\\\\]+\".*")) {
      wrong("half a character", withBody(text.replaceFirst(":\"", ":\"\\\\ud83d")));
      wrong(
          "bytes that are not UTF-8",
          withBody(
              Body.of(
                  text.replaceFirst(":\"", ":\"\u00fc").getBytes(StandardCharsets.ISO_8859_1))));
    }
  }

  // ------------------------------------------------------------------------------------- Members

  private void members() {
    if (body == null) {
      return;
    }
    for (WrongValues.Change change : WrongValues.inResponse(body)) {
      Exchange exchange = withBody(change.value().toString());
      if (change.breaks()) {
        wrong(change.operator(), exchange);
      } else {
        fine(change.operator(), exchange);
      }
    }
    String token = token();
    if (token != null && body.isObject() && body.path("Error").isTextual()) {
      wrong("token in the body", withMember("Reason", "The token " + token + " has expired."));
    }
  }

  private void errors() {
    if (body == null
        || meaning instanceof Match.IdentityEndpoint
        || right.status() < 400
        || !body.path("Parameters").isObject()) {
      return;
    }
    wrong("OperationId of another exchange", withMember("OperationId", OTHER_ID));
    wrong("Operation-Id of another exchange", headers(h -> h.with(OPERATION_ID, OTHER_ID)));
    for (String name : new String[] {"OperationId", "Error", "Reason", "Resolution"}) {
      wrong("member of an error empty", withMember(name, ""));
      wrong("member of an error blank", withMember(name, " \t"));
    }
    for (String insides :
        new String[] {
          "java.lang.NullPointerException",
          "at io.omfconnections.server.store.SqlConnectionStore.find(SqlConnectionStore.java:17)",
          "org.sqlite.SQLiteException: [SQLITE_BUSY] The database file is locked",
          "IllegalStateException: pool is closed",
          "SELECT id FROM connection WHERE tenant = ?"
        }) {
      wrong("program's insides in an error", withMember("Reason", insides));
    }
    if (operation != null) {
      JsonNode named = body.deepCopy();
      ((ObjectNode) named.path("Parameters")).put("X-Custom", "is wrong");
      Exchange answer = withBody(named.toString());
      wrong(
          "error about a header field that is not documented",
          new Exchange(right.request().plusHeader("X-Custom", "5"), answer.response()));
    }
    fine("other words in an error", withMember("Reason", "It could not be done."));
  }

  // ---------------------------------------------------------------------------------- The request

  private void requests(Operation known) {
    if (right.status() >= 300) {
      fine("field Accept in the request", asked(right.request().plusHeader("Accept", "text/html")));
      return;
    }
    Request request = right.request();
    wrong("accepted without a token", asked(request.withoutHeader("Authorization")));
    for (String credentials : new String[] {"", "Bearer", "Bearer ", "Basic dTpw", "Token x"}) {
      wrong(
          "accepted with other credentials",
          asked(request.withHeader("Authorization", credentials)));
    }
    wrong("accepted with two tokens", asked(request.plusHeader("Authorization", "Bearer x")));
    for (String seconds : new String[] {"soon", "0", "-1", "1e3", ""}) {
      Exchange exchange = asked(request.withHeader("Request-Timeout", seconds));
      if (known.responses().containsKey(400)) {
        wrong("accepted with a timeout that is none", exchange);
      } else {
        fine("timeout that is none, which is ignored", exchange);
      }
    }
    fine("timeout", asked(request.withHeader("Request-Timeout", "2.5")));
    addresses(request);
    String token = token();
    if (token != null) {
      wrong("token in the address of the answer", headers(h -> h.plus("Location", "/?t=" + token)));
    }
    JsonNode sent = json(request.body());
    if (known.requestBody() != null && sent != null) {
      requestBodies(request, sent);
    }
  }

  private void addresses(Request request) {
    String target = request.target();
    wrong(
        "accepted under another version",
        asked(request.withTarget(target.replaceFirst("(?i)/api/[^/]+/", "/api/v3/"))));
    wrong(
        "accepted at another address",
        asked(request.withTarget(target.replaceFirst("(?i)/tenants/", "/tenant/"))));
    wrong("accepted at an address too long", asked(request.withTarget(target + "/more")));
    wrong("accepted at what is no address", asked(request.withTarget(target + "%zz")));
    wrong("accepted under another method", asked(request.withMethod("PATCH")));
    wrong("accepted under a method in small letters", asked(request.withMethod("get")));
    wrong(
        "accepted although it is no HTTP",
        asked(new Request(request.method(), target, request.headers(), request.body(), false)));
    fine("slash at the end of the address", asked(request.withTarget(target + "/")));
    fine(
        "fixed words of the address in capitals",
        asked(request.withTarget(target.replaceFirst("(?i)/tenants/", "/TENANTS/"))));
    fine("query", asked(request.withTarget(target + "?x=1")));
  }

  private void requestBodies(Request request, JsonNode sent) {
    String text = request.body().text();
    for (String type : new String[] {"text/plain", "", "application/xml", "application/jsonx"}) {
      wrong("accepted as another media type", asked(request.withHeader(TYPE, type)));
    }
    wrong("accepted without a media type", asked(request.withoutHeader(TYPE)));
    wrong("accepted with two media types", asked(request.plusHeader(TYPE, JSON)));
    fine(
        "media type with a parameter",
        asked(request.withHeader(TYPE, "Application/JSON; charset=utf-8")));
    for (String other :
        new String[] {
          "", " ", "null", "[" + text + "]", quoted(text), text + "x", "\uFEFF" + text, "5", "true"
        }) {
      wrong("accepted with a body of another form", asked(request.withBody(other)));
    }
    wrong(
        "accepted with half a body", asked(request.withBody(text.substring(0, text.length() - 1))));
    wrong(
        "accepted with bytes that are not UTF-8",
        asked(
            request.withBody(
                Body.of(
                    ("{\"\u00fc\":1," + text.strip().substring(1))
                        .getBytes(StandardCharsets.ISO_8859_1)))));
    wrong(
        "accepted with a member twice",
        asked(request.withBody("{\"x\":1,\"x\":1," + text.strip().substring(1))));
    fine("blanks around the request's body", asked(request.withBody("\n" + text + " ")));
    for (WrongValues.Change change : WrongValues.inRequest(request.method(), sent)) {
      Exchange exchange = asked(request.withBody(change.value().toString()));
      if (change.breaks()) {
        wrong(change.operator(), exchange);
      } else {
        fine(change.operator(), exchange);
      }
    }
  }

  // -------------------------------------------------------------------- What is of no operation

  private void outside() {
    if (!right.request().wellFormed()) {
      for (int status : new int[] {200, 202, 204, 302}) {
        wrong("done although it is no HTTP", withStatus(status));
      }
    } else if (meaning instanceof Match.UnknownMethod) {
      for (int status : new int[] {200, 204, 400, 404, 501}) {
        wrong("another method answered otherwise than with 405", withStatus(status));
      }
      wrong("Allow dropped", headers(h -> h.without("Allow")));
      for (String methods : new String[] {"", "PATCH", "GET, PUT, POST, DELETE, PATCH"}) {
        wrong("Allow with other methods", headers(h -> h.with("Allow", methods)));
      }
    } else if (meaning instanceof Match.UnknownPath) {
      for (int status : new int[] {200, 204, 301, 403, 405, 500}) {
        wrong("another address answered otherwise than with 404", withStatus(status));
      }
    }
  }

  // --------------------------------------------------------------------------------------- Edits

  private void wrong(String operator, Exchange exchange) {
    changed.add(new Changed(operator, true, exchange));
  }

  private void fine(String operator, Exchange exchange) {
    changed.add(new Changed(operator, false, exchange));
  }

  private Exchange withStatus(int status) {
    Response response = right.response();
    return right.withResponse(new Response(status, response.headers(), response.body()));
  }

  private Exchange headers(UnaryOperator<Headers> edit) {
    Response response = right.response();
    return right.withResponse(
        new Response(response.status(), edit.apply(response.headers()), response.body()));
  }

  private Exchange withBody(String text) {
    return withBody(Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Exchange withBody(Body other) {
    Response response = right.response();
    return right.withResponse(new Response(response.status(), response.headers(), other));
  }

  private Exchange withMember(String name, String value) {
    return withBody(WrongValues.with(Objects.requireNonNull(body), name, value).toString());
  }

  private Exchange asked(Request request) {
    return new Exchange(request, right.response());
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static @Nullable JsonNode json(Body body) {
    try {
      return body.isEmpty() ? null : StrictJson.read(body);
    } catch (NotJsonException e) {
      return null;
    }
  }
}
