package io.omfconnections.contract.check;

import static io.omfconnections.contract.check.Rule.ADDRESS_OUTSIDE;
import static io.omfconnections.contract.check.Rule.BODY_PRESENCE;
import static io.omfconnections.contract.check.Rule.BODY_SCHEMA;
import static io.omfconnections.contract.check.Rule.CHALLENGE;
import static io.omfconnections.contract.check.Rule.CONTENT_TYPE;
import static io.omfconnections.contract.check.Rule.CREATED_DATE;
import static io.omfconnections.contract.check.Rule.DOCUMENTED_STATUS;
import static io.omfconnections.contract.check.Rule.ERROR_MEMBERS;
import static io.omfconnections.contract.check.Rule.HEADER_SCHEMA;
import static io.omfconnections.contract.check.Rule.INSIDES;
import static io.omfconnections.contract.check.Rule.MALFORMED_REQUEST;
import static io.omfconnections.contract.check.Rule.MEDIA_TYPE_REFUSED;
import static io.omfconnections.contract.check.Rule.METHOD_OUTSIDE;
import static io.omfconnections.contract.check.Rule.OPERATION_ID;
import static io.omfconnections.contract.check.Rule.OPERATION_ID_UNIQUE;
import static io.omfconnections.contract.check.Rule.REQUEST_HEADER;
import static io.omfconnections.contract.check.Rule.REQUEST_JSON;
import static io.omfconnections.contract.check.Rule.REQUEST_MEDIA_TYPE;
import static io.omfconnections.contract.check.Rule.REQUEST_SCHEMA;
import static io.omfconnections.contract.check.Rule.REQUEST_TOKEN;
import static io.omfconnections.contract.check.Rule.REQUIRED_HEADER;
import static io.omfconnections.contract.check.Rule.SERVER_MEMBERS;
import static io.omfconnections.contract.check.Rule.STRICT_JSON;
import static io.omfconnections.contract.check.Rule.TOKEN_SHOWN;
import static io.omfconnections.contract.check.Rule.UNDOCUMENTED_MEMBER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Takes exchanges that are right, breaks each in one way, and expects the rule for it to catch
 * that.
 *
 * <p>A kind of fault is tried on every right exchange that it applies to, not on one picked by
 * hand.
 */
class ContractCheckCatchesTest {
  private static final Contract CONTRACT = Contract.load();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);
  private static final RightExchanges RIGHT = new RightExchanges(CONTRACT);
  private static final Map<String, Exchange> ALL = RIGHT.all();
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ITEM = "/RoleTrusteeAccessControlEntries/0";

  /** One way to break an exchange. */
  private record Kind(
      String name, Rule rule, Predicate<Exchange> applies, UnaryOperator<Exchange> breaking) {}

  private final List<Kind> kinds = new ArrayList<>();

  // ------------------------------------------------------------------------------ The kinds

  private void addStatuses() {
    kind("a status that no operation has", DOCUMENTED_STATUS, e -> true, e -> status(e, 418));
    kind("200 where there is 202", DOCUMENTED_STATUS, has(202), e -> status(e, 200));
    kind("202 where there is 200", DOCUMENTED_STATUS, has(200), e -> status(e, 202));
    kind("a redirection", DOCUMENTED_STATUS, has(200), e -> status(e, 301));
    kind("409 for a client that is taken", DOCUMENTED_STATUS, has(400), e -> status(e, 409));
    kind("422 for a bad body", DOCUMENTED_STATUS, has(400), e -> status(e, 422));
    kind("411, 413, 406, 429: not ours", DOCUMENTED_STATUS, has(400), e -> status(e, 413));
    kind("400 from what takes no body", DOCUMENTED_STATUS, method("GET"), e -> status(e, 400));
    kind("415 from what takes no body", DOCUMENTED_STATUS, method("DELETE"), e -> status(e, 415));
    kind(
        "504 where only 503 is documented",
        DOCUMENTED_STATUS,
        e -> e.request().target().endsWith("/owner") && method("GET").test(e),
        e -> status(e, 504));
    kind(
        "204 without a body for a deletion",
        DOCUMENTED_STATUS,
        method("DELETE"),
        e -> status(body(e, ""), 204));
  }

  private void addHeaders() {
    kind("a charset", CONTENT_TYPE, e -> true, type("application/json;charset=utf-8"));
    kind(
        "a charset after a blank",
        CONTENT_TYPE,
        e -> true,
        type("application/json; charset=UTF-8"));
    kind("another type", CONTENT_TYPE, e -> true, type("text/html"));
    kind("another JSON type", CONTENT_TYPE, e -> true, type("application/problem+json"));
    kind("capitals in the type", CONTENT_TYPE, e -> true, type("Application/JSON"));
    kind("no type", CONTENT_TYPE, e -> true, e -> without(e, "Content-Type"));
    kind(
        "the type twice",
        CONTENT_TYPE,
        e -> true,
        e -> plus(e, "Content-Type", "application/json"));
    kind("no Operation-Id", REQUIRED_HEADER, e -> true, e -> without(e, "Operation-Id"));
    kind(
        "two Operation-Ids",
        REQUIRED_HEADER,
        e -> true,
        e -> plus(e, "Operation-Id", "8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90"));
    kind("an Operation-Id of another form", HEADER_SCHEMA, e -> true, with("Operation-Id", "17"));
    kind(
        "an Operation-Id in braces",
        HEADER_SCHEMA,
        e -> true,
        with("Operation-Id", "{8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90}"));
    kind("401 without a challenge", REQUIRED_HEADER, has(401), e -> without(e, "WWW-Authenticate"));
    kind("another scheme", CHALLENGE, has(401), with("WWW-Authenticate", "Basic realm=\"x\""));
    kind("a broken challenge", CHALLENGE, has(401), with("WWW-Authenticate", "Bearer error=\"x"));
    kind("503 without Retry-After", REQUIRED_HEADER, has(503), e -> without(e, "Retry-After"));
    kind(
        "Retry-After with a date",
        HEADER_SCHEMA,
        has(503),
        with("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"));
    kind("Retry-After elsewhere", Rule.UNDOCUMENTED_HEADER, has(200), with("Retry-After", "5"));
    kind("a negative Retry-After", HEADER_SCHEMA, has(503), with("Retry-After", "-1"));
    kind("a fraction in Retry-After", HEADER_SCHEMA, has(503), with("Retry-After", "1.5"));
    kind("a huge Retry-After", HEADER_SCHEMA, has(503), with("Retry-After", "2147483648"));
  }

  private void addJson() {
    kind("no body", BODY_PRESENCE, e -> true, e -> body(e, ""));
    kind("half a body", STRICT_JSON, e -> true, text(t -> t.substring(0, t.length() - 1)));
    kind("only blanks", STRICT_JSON, e -> true, text(t -> "  "));
    kind("HTML", STRICT_JSON, e -> true, text(t -> "<html><body>Not found</body></html>"));
    kind("something after the body", STRICT_JSON, e -> true, text(t -> t + "{}"));
    kind(
        "a comma too many",
        STRICT_JSON,
        ContractCheckCatchesTest::isObject,
        text(t -> t.replaceFirst("}$", ",}")));
    kind(
        "a member twice",
        STRICT_JSON,
        e -> isObject(e) && !json(e).isEmpty(),
        text(t -> "{\"" + parse(t).fieldNames().next() + "\":null," + t.substring(1)));
    kind("a byte order mark", STRICT_JSON, e -> true, text(t -> "\uFEFF" + t));
    kind(
        "half a character",
        STRICT_JSON,
        member("/Name"),
        text(t -> t.replaceFirst("\"Name\":\"", "\"Name\":\"\\\\ud83d")));
    kind(
        "bytes that are not UTF-8",
        STRICT_JSON,
        member("/Name"),
        e ->
            body(
                e,
                Body.of(
                    e.response()
                        .body()
                        .text()
                        .replaceFirst("\"Name\":\"", "\"Name\":\"\u00fc")
                        .getBytes(ISO_8859_1))));
  }

  private void addConnections() {
    kind("a name of 201 characters", BODY_SCHEMA, member("/Name"), put("/Name", "x".repeat(201)));
    kind(
        "a name of 201 characters beyond the basic plane",
        BODY_SCHEMA,
        member("/Name"),
        put("/Name", "\uD83D\uDE00".repeat(201)));
    kind("a name that is a number", BODY_SCHEMA, member("/Name"), put("/Name", 5));
    kind(
        "a description of 1001 characters",
        BODY_SCHEMA,
        member("/Name"),
        put("/Description", "x".repeat(1001)));
    kind("a state that there is not", BODY_SCHEMA, member("/State"), put("/State", "Updating"));
    kind("a state in small letters", BODY_SCHEMA, member("/State"), put("/State", "active"));
    kind("a date that is null", BODY_SCHEMA, member("/State"), put("/CreatedDate", null));
    kind("a date as a number", BODY_SCHEMA, member("/State"), put("/CreatedDate", 1_616_111_864L));
    kind(
        "a day that there is not",
        BODY_SCHEMA,
        member("/State"),
        put("/CreatedDate", "2021-02-29T23:57:44.6109361Z"));
    kind(
        "a blank for the T",
        BODY_SCHEMA,
        member("/State"),
        put("/CreatedDate", "2021-03-18 23:57:44.6109361Z"));
    kind(
        "a date without a zone",
        BODY_SCHEMA,
        member("/State"),
        put("/CreatedDate", "2021-03-18T23:57:44.6109361"));
    kind(
        "six fractional digits",
        CREATED_DATE,
        member("/State"),
        put("/CreatedDate", "2021-03-18T23:57:44.610936Z"));
    kind(
        "no fractional digits",
        CREATED_DATE,
        member("/State"),
        put("/CreatedDate", "2021-03-18T23:57:44Z"));
    kind(
        "nine fractional digits",
        CREATED_DATE,
        member("/State"),
        put("/CreatedDate", "2021-03-18T23:57:44.610936112Z"));
    kind(
        "an offset",
        CREATED_DATE,
        member("/State"),
        put("/CreatedDate", "2021-03-18T23:57:44.6109361+00:00"));
    kind("no date", CREATED_DATE, member("/State"), remove("/CreatedDate"));
    kind(
        "six fractional digits in a list",
        CREATED_DATE,
        member("/Results/1"),
        put("/Results/1/CreatedDate", "2021-03-18T23:57:44.610936Z"));
    kind("an Id that is no GUID", SERVER_MEMBERS, member("/State"), put("/Id", "42"));
    kind("an Id that is null", SERVER_MEMBERS, member("/State"), put("/Id", null));
    kind("no Id", SERVER_MEMBERS, member("/State"), remove("/Id"));
    kind("no Id in a list", SERVER_MEMBERS, member("/Results/1"), remove("/Results/1/Id"));
    kind("no State", SERVER_MEMBERS, member("/State"), remove("/State"));
    kind("a State that is null", SERVER_MEMBERS, member("/State"), put("/State", null));
    kind("clients that are a string", BODY_SCHEMA, member("/State"), put("/ClientIds", "a"));
    kind(
        "a client that is null",
        BODY_SCHEMA,
        member("/State"),
        change(root -> ((ArrayNode) root.at("/ClientIds")).addNull()));
    kind(
        "10001 clients",
        BODY_SCHEMA,
        member("/State"),
        change(
            root -> {
              ArrayNode clients = ((ArrayNode) root.at("/ClientIds")).removeAll();
              for (int i = 0; i <= 10_000; i++) {
                clients.add("client-" + i);
              }
            }));
    kind("a list for an object", BODY_SCHEMA, member("/State"), text(t -> "[" + t + "]"));
    kind("null for an object", BODY_SCHEMA, member("/State"), text(t -> "null"));
    kind("results that are no list", BODY_SCHEMA, member("/Results"), put("/Results", 1));
    kind(
        "a list without the object around it",
        BODY_SCHEMA,
        member("/Results"),
        e -> body(e, json(e).at("/Results").toString()));
    kind("a member too many", UNDOCUMENTED_MEMBER, member("/State"), put("/Links", "x"));
    kind("the member \"empty\"", UNDOCUMENTED_MEMBER, member("/State"), put("/empty", false));
    kind(
        "a member too many in a list",
        UNDOCUMENTED_MEMBER,
        member("/Results/1"),
        put("/Results/1/Owner", "x"));
    kind(
        "a member in other capitals",
        UNDOCUMENTED_MEMBER,
        member("/State"),
        text(t -> t.replace("\"ClientIds\"", "\"clientIds\"")));
  }

  private void addAccessControl() {
    kind("a type as a string", BODY_SCHEMA, member("/Type"), put("/Type", "1"));
    kind("a type by its name", BODY_SCHEMA, member("/Type"), put("/Type", "User"));
    kind("a type that there is not", BODY_SCHEMA, member("/Type"), put("/Type", 4));
    kind("a type that is null", BODY_SCHEMA, member("/Type"), put("/Type", null));
    kind("an object id that is a number", BODY_SCHEMA, member("/Type"), put("/ObjectId", 7));
    kind("a trustee's name", UNDOCUMENTED_MEMBER, member("/Type"), put("/Name", "someone"));
    kind(
        "a type that there is not, in a list",
        BODY_SCHEMA,
        member(ITEM),
        put(ITEM + "/Trustee/Type", 0));
    kind("a trustee that is a string", BODY_SCHEMA, member(ITEM), put(ITEM + "/Trustee", "me"));
    kind(
        "an access type that there is not",
        BODY_SCHEMA,
        member(ITEM),
        put(ITEM + "/AccessType", 2));
    kind(
        "an access type as a string",
        BODY_SCHEMA,
        member(ITEM),
        put(ITEM + "/AccessType", "Allowed"));
    kind("a sixth right", BODY_SCHEMA, member(ITEM), put(ITEM + "/AccessRights", 32));
    kind("negative rights", BODY_SCHEMA, member(ITEM), put(ITEM + "/AccessRights", -1));
    kind(
        "rights as a list",
        BODY_SCHEMA,
        member(ITEM),
        change(root -> ((ObjectNode) root.at(ITEM)).putArray("AccessRights").add("Read")));
    kind(
        "rights with a fraction",
        BODY_SCHEMA,
        member(ITEM),
        text(t -> t.replaceFirst("\"AccessRights\":\\d+", "\"AccessRights\":3.0")));
    kind(
        "rights beyond int64",
        BODY_SCHEMA,
        member(ITEM),
        put(ITEM + "/AccessRights", BigInteger.TWO.pow(63)));
    kind("an entry too much", UNDOCUMENTED_MEMBER, member(ITEM), put(ITEM + "/Id", "x"));
    kind(
        "a list by another name",
        UNDOCUMENTED_MEMBER,
        member(ITEM),
        text(t -> t.replace("RoleTrusteeAccessControlEntries", "AccessControlEntries")));
    kind("the right None", BODY_SCHEMA, ContractCheckCatchesTest::isArray, text(t -> "[\"None\"]"));
    kind(
        "rights in small letters",
        BODY_SCHEMA,
        ContractCheckCatchesTest::isArray,
        text(t -> "[\"read\"]"));
    kind("rights as a mask", BODY_SCHEMA, ContractCheckCatchesTest::isArray, text(t -> "31"));
    kind("rights that are null", BODY_SCHEMA, ContractCheckCatchesTest::isArray, text(t -> "null"));
  }

  private void addErrors() {
    kind(
        "an error about a header field that nobody documents",
        Rule.ERROR_NAMES,
        member("/Parameters"),
        e ->
            ask(
                put("/Parameters/X-Trace", "is wrong").apply(e),
                r -> r.plusHeader("X-Trace", "5")));
    for (String name : List.of("OperationId", "Error", "Reason", "Resolution", "Parameters")) {
      kind("no " + name, ERROR_MEMBERS, member("/Error"), remove("/" + name));
      kind(name + " null", ERROR_MEMBERS, member("/Error"), put("/" + name, null));
    }
    for (String name : List.of("OperationId", "Error", "Reason", "Resolution")) {
      kind(name + " empty", ERROR_MEMBERS, member("/Error"), put("/" + name, ""));
      kind(name + " blank", ERROR_MEMBERS, member("/Error"), put("/" + name, "  "));
      kind(name + " a number", BODY_SCHEMA, member("/Error"), put("/" + name, 1));
    }
    kind(
        "Parameters empty",
        ERROR_MEMBERS,
        member("/Error"),
        change(root -> ((ObjectNode) root).putObject("Parameters")));
    kind(
        "a parameter that says nothing",
        ERROR_MEMBERS,
        member("/Error"),
        change(root -> ((ObjectNode) root.at("/Parameters")).put("Name", "")));
    kind(
        "a parameter that is a list",
        BODY_SCHEMA,
        member("/Error"),
        change(root -> ((ObjectNode) root.at("/Parameters")).putArray("Name").add("x")));
    kind("a stack", UNDOCUMENTED_MEMBER, member("/Error"), put("/Stack", "x"));
    kind(
        "another OperationId",
        OPERATION_ID,
        member("/Error"),
        put("/OperationId", "00000000-0000-4000-8000-000000000000"));
    kind(
        "another Operation-Id",
        OPERATION_ID,
        member("/Error"),
        with("Operation-Id", "00000000-0000-4000-8000-000000000000"));
    for (String inside :
        List.of(
            "java.lang.NullPointerException",
            "Unexpected character (code 10): was expecting JsonEOFException",
            "at io.omfconnections.server.rest.Errors",
            "[SQLITE_BUSY] The database file is locked",
            "near: SELECT id FROM connections WHERE id = ?",
            "Errors.java:17")) {
      kind("shows " + inside, INSIDES, member("/Error"), put("/Reason", inside));
    }
    kind("shows the token", TOKEN_SHOWN, member("/Error"), put("/Reason", RightExchanges.TOKEN));
    kind(
        "shows the token in a header field",
        TOKEN_SHOWN,
        e -> true,
        e -> plus(e, "X-Token", "was " + RightExchanges.TOKEN));
  }

  private void addRequests() {
    Predicate<Exchange> done = e -> e.status() < 300;
    Predicate<Exchange> doneWithBody = done.and(e -> !e.request().body().isEmpty());
    kind("done without a token", REQUEST_TOKEN, done, ask(r -> r.withoutHeader("Authorization")));
    kind(
        "done with an empty token",
        REQUEST_TOKEN,
        done,
        ask(r -> r.withHeader("Authorization", "Bearer ")));
    kind(
        "done with another scheme",
        REQUEST_TOKEN,
        done,
        ask(r -> r.withHeader("Authorization", "Basic dXNlcjpwYXNz")));
    kind(
        "done with two tokens",
        REQUEST_TOKEN,
        done,
        ask(r -> r.plusHeader("Authorization", "Bearer x")));
    for (String type : List.of("text/plain", "application/xml", "application/jsonx", "")) {
      kind(
          "done with a body of the type '" + type + "'",
          REQUEST_MEDIA_TYPE,
          doneWithBody,
          ask(r -> r.withHeader("Content-Type", type)));
    }
    kind(
        "done with a body of no type",
        REQUEST_MEDIA_TYPE,
        doneWithBody,
        ask(r -> r.withoutHeader("Content-Type")));
    kind(
        "done with a body that is coded",
        REQUEST_MEDIA_TYPE,
        doneWithBody,
        ask(r -> r.withHeader("Content-Encoding", "gzip")));
    kind("done without a body", REQUEST_JSON, doneWithBody, ask(r -> r.withBody("")));
    kind(
        "done with half a body",
        REQUEST_JSON,
        doneWithBody,
        ask(r -> r.withBody(r.body().text().replaceFirst(".$", ""))));
    kind(
        "done with two bodies",
        REQUEST_JSON,
        doneWithBody,
        ask(r -> r.withBody(r.body().text() + r.body().text())));
    kind(
        "done with a member twice",
        REQUEST_JSON,
        doneWithBody,
        ask(r -> r.withBody("{\"x\":1,\"x\":1," + r.body().text().substring(1))));
    kind(
        "done with a body that is not UTF-8",
        REQUEST_JSON,
        doneWithBody,
        ask(r -> r.withBody(Body.of(("{\"\u00fc\":1," + tail(r)).getBytes(ISO_8859_1)))));
    kind(
        "done with half a character",
        REQUEST_JSON,
        doneWithBody,
        ask(r -> r.withBody("{\"x\":\"\\udc00\"," + tail(r))));
    kind("done with null", REQUEST_SCHEMA, doneWithBody, ask(r -> r.withBody("null")));
    kind("done with a list", REQUEST_SCHEMA, doneWithBody, ask(r -> r.withBody("[]")));
    Predicate<Exchange> connection = doneWithBody.and(e -> asked(e).has("ClientIds"));
    kind(
        "done without clients",
        REQUEST_SCHEMA,
        connection,
        ask(r -> r.withBody("{\"Name\":\"x\"}")));
    kind(
        "done with a name of 201 characters",
        REQUEST_SCHEMA,
        connection,
        ask(r -> r.withBody("{\"Name\":\"" + "x".repeat(201) + "\",\"ClientIds\":[]}")));
    kind(
        "done with a right beyond int64",
        REQUEST_SCHEMA,
        doneWithBody.and(e -> asked(e).has("RoleTrusteeAccessControlEntries")),
        ask(
            r ->
                r.withBody(
                    "{\"RoleTrusteeAccessControlEntries\":[{\"AccessRights\":"
                        + new BigDecimal("9223372036854775808")
                        + "}]}")));
    for (String timeout : List.of("0", "-1", "0.0", "soon", "1e3", "+1", "")) {
      kind(
          "done with Request-Timeout '" + timeout + "'",
          REQUEST_HEADER,
          doneWithBody,
          ask(r -> r.withHeader("Request-Timeout", timeout)));
    }
    kind(
        "415 for JSON",
        MEDIA_TYPE_REFUSED,
        has(415),
        ask(r -> r.withHeader("Content-Type", "application/json")));
    kind(
        "415 for JSON with a charset",
        MEDIA_TYPE_REFUSED,
        has(415),
        ask(r -> r.withHeader("Content-Type", "Application/Json; charset=utf-8")));
    kind(
        "415 for JSON that has no coding",
        MEDIA_TYPE_REFUSED,
        has(415),
        ask(
            r ->
                r.withHeader("Content-Type", "application/json")
                    .withHeader("Content-Encoding", "identity")));
  }

  private void addOutside() {
    for (String path :
        List.of(
            "/",
            "/api",
            "/api/v1",
            "/api/v3/tenants/t/namespaces/n/omfConnections",
            "/v1/tenants/t/namespaces/n/omfConnections",
            "/api/v1/tenants/t/namespaces/n/omfConnection",
            "/api/v1/tenants//namespaces/n/omfConnections",
            "/api/v1//tenants/t/namespaces/n/omfConnections",
            "/api/v1/tenants/t/namespaces/n/omfConnections//",
            "/api/v1/tenants/t/namespaces/n/omfConnections;a=b",
            "/api/v1/tenants/t/namespaces/n/omfConnections/c/owner/x")) {
      for (int status : new int[] {200, 400, 401, 403, 405, 500}) {
        kind(
            status + " for the address " + path,
            ADDRESS_OUTSIDE,
            has(404),
            e -> status(ask(e, r -> r.withTarget(path)), status));
      }
    }
    kind(
        "an HTML page for an unknown address",
        STRICT_JSON,
        has(404),
        e -> body(ask(e, r -> r.withTarget("/nowhere")), "<html>"));
    kind(
        "an unknown address without Operation-Id",
        REQUIRED_HEADER,
        has(404),
        e -> without(ask(e, r -> r.withTarget("/nowhere")), "Operation-Id"));
    for (String method : List.of("PATCH", "OPTIONS", "TRACE", "get", "MAKE")) {
      for (int status : new int[] {200, 404, 401, 501}) {
        kind(
            status + " for the method " + method,
            METHOD_OUTSIDE,
            has(404),
            e -> status(ask(e, r -> r.withMethod(method)), status));
      }
    }
    UnaryOperator<Exchange> refused = e -> status(ask(e, r -> r.withMethod("PATCH")), 405);
    kind("405 without Allow", METHOD_OUTSIDE, has(404), refused);
    kind(
        "405 that allows too much",
        METHOD_OUTSIDE,
        has(404),
        e -> plus(refused.apply(e), "Allow", "GET, PUT, POST, DELETE, HEAD, OPTIONS"));
    kind(
        "a body in the answer to HEAD",
        BODY_PRESENCE,
        has(404),
        e -> status(ask(e, r -> r.withMethod("HEAD")), 405));
    kind(
        "done, though it is not HTTP",
        MALFORMED_REQUEST,
        has(200),
        ask(r -> new Request(r.method(), r.target(), r.headers(), r.body(), false)));
    kind(
        "a page for what is not HTTP",
        CONTENT_TYPE,
        has(400),
        e ->
            type("text/html")
                .apply(
                    ask(
                        e,
                        r -> new Request(r.method(), r.target(), r.headers(), r.body(), false))));
    UnaryOperator<Exchange> identity =
        ask(r -> r.withTarget("/identity/.well-known/openid-configuration"));
    kind(
        "an identity endpoint without Operation-Id",
        REQUIRED_HEADER,
        has(200),
        e -> without(identity.apply(e), "Operation-Id"));
    kind(
        "an identity endpoint with a member twice",
        STRICT_JSON,
        has(200),
        e -> body(identity.apply(e), "{\"issuer\":\"a\",\"issuer\":\"b\"}"));
  }

  // ------------------------------------------------------------------------------ The tests

  @TestFactory
  Stream<DynamicTest> each_kind_of_wrong_exchange_is_caught_by_its_rule() {
    return kinds().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.rule() + ": " + kind.name(),
                    () -> {
                      List<Map.Entry<String, Exchange>> applicable =
                          ALL.entrySet().stream()
                              .filter(right -> kind.applies().test(right.getValue()))
                              .toList();
                      assertThat(applicable).isNotEmpty();
                      for (Map.Entry<String, Exchange> right : applicable) {
                        assertThat(CHECK.check(kind.breaking().apply(right.getValue())))
                            .as(right.getKey())
                            .extracting(Violation::rule)
                            .contains(kind.rule());
                      }
                    }));
  }

  @Test
  void every_rule_has_a_kind_that_it_catches() {
    // These have tests of their own below.
    Set<Rule> tried = EnumSet.of(OPERATION_ID_UNIQUE, Rule.REQUEST_PATH);
    kinds().forEach(kind -> tried.add(kind.rule()));
    assertThat(tried).containsExactlyInAnyOrder(Rule.values());
  }

  @Test
  void there_are_at_least_25_kinds_with_different_names() {
    assertThat(kinds().stream().map(Kind::name)).doesNotHaveDuplicates().hasSizeGreaterThan(25);
  }

  @Test
  void the_same_operation_id_twice_is_caught_by_the_recorder() {
    Recorder recorder = new Recorder(CONTRACT);
    Exchange exchange = RIGHT.of("getOmfConnection", 200);
    recorder.record(exchange);
    ContractViolationError error =
        catchThrowableOfType(ContractViolationError.class, () -> recorder.record(exchange));
    assertThat(error).hasMessageContaining(OPERATION_ID_UNIQUE.name());
    assertThat(recorder.exchanges()).hasSize(2);
    assertThat(recorder.violated()).isEqualTo(1);
  }

  @Test
  void an_identifier_that_breaks_its_schema_may_not_be_accepted() {
    // The contract's identifiers are texts of any form; so this takes another contract.
    JsonNode document = CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/namespaceId/schema")).put("format", "uuid");
    ContractCheck check = new ContractCheck(Contract.of(document));
    assertThat(check.check(RIGHT.of("getOmfConnection", 200)))
        .extracting(Violation::rule)
        .containsOnly(Rule.REQUEST_PATH);
    assertThat(check.check(RIGHT.of("getOmfConnection", 404))).isEmpty();
  }

  @Test
  void a_violation_shows_request_response_rule_and_place_and_no_token() {
    Exchange wrong = put("/Name", 5).apply(RIGHT.of("getOmfConnection", 200));
    ContractViolationError error =
        catchThrowableOfType(
            ContractViolationError.class, () -> new Recorder(CONTRACT).record(wrong));
    assertThat(error)
        .hasMessageContaining("BODY_SCHEMA")
        .hasMessageContaining("#/components/schemas/OmfConnection/properties/Name/type")
        .hasMessageContaining("/Name integer found, string expected")
        .hasMessageContaining("GET /api/v1/tenants/")
        .hasMessageContaining("=> 200")
        .hasMessageContaining("\"Name\":5");
    assertThat(error.getMessage()).doesNotContain(RightExchanges.TOKEN);
  }

  // ------------------------------------------------------------------- What the kinds are made of

  private List<Kind> kinds() {
    if (kinds.isEmpty()) {
      addStatuses();
      addHeaders();
      addJson();
      addConnections();
      addAccessControl();
      addErrors();
      addRequests();
      addOutside();
    }
    return kinds;
  }

  private void kind(
      String name, Rule rule, Predicate<Exchange> applies, UnaryOperator<Exchange> breaking) {
    kinds.add(new Kind(name, rule, applies, breaking));
  }

  private static Predicate<Exchange> has(int status) {
    return exchange -> exchange.status() == status;
  }

  private static Predicate<Exchange> method(String method) {
    return exchange -> exchange.request().method().equals(method);
  }

  private static boolean isObject(Exchange exchange) {
    return json(exchange).isObject();
  }

  private static boolean isArray(Exchange exchange) {
    return json(exchange).isArray();
  }

  private static Predicate<Exchange> member(String pointer) {
    return exchange ->
        !json(exchange).at(pointer).isMissingNode() && !json(exchange).at(pointer).isNull();
  }

  private static Exchange status(Exchange exchange, int status) {
    Response response = exchange.response();
    return exchange.withResponse(new Response(status, response.headers(), response.body()));
  }

  private static Exchange body(Exchange exchange, String body) {
    return body(exchange, Body.of(body));
  }

  private static Exchange body(Exchange exchange, Body body) {
    Response response = exchange.response();
    return exchange.withResponse(new Response(response.status(), response.headers(), body));
  }

  private static Exchange headers(Exchange exchange, UnaryOperator<Headers> change) {
    Response response = exchange.response();
    return exchange.withResponse(
        new Response(response.status(), change.apply(response.headers()), response.body()));
  }

  private static Exchange without(Exchange exchange, String name) {
    return headers(exchange, headers -> headers.without(name));
  }

  private static Exchange plus(Exchange exchange, String name, String value) {
    return headers(exchange, headers -> headers.plus(name, value));
  }

  private static UnaryOperator<Exchange> with(String name, String value) {
    return exchange -> headers(exchange, headers -> headers.with(name, value));
  }

  private static UnaryOperator<Exchange> type(String type) {
    return with("Content-Type", type);
  }

  private static UnaryOperator<Exchange> text(UnaryOperator<String> change) {
    return exchange -> body(exchange, change.apply(exchange.response().body().text()));
  }

  private static UnaryOperator<Exchange> change(Consumer<JsonNode> change) {
    return exchange -> {
      JsonNode root = json(exchange);
      change.accept(root);
      return body(exchange, root.toString());
    };
  }

  private static UnaryOperator<Exchange> put(String pointer, @Nullable Object value) {
    return change(
        root -> {
          int slash = pointer.lastIndexOf('/');
          ((ObjectNode) root.at(pointer.substring(0, slash)))
              .set(pointer.substring(slash + 1), MAPPER.valueToTree(value));
        });
  }

  private static UnaryOperator<Exchange> remove(String pointer) {
    return change(
        root -> {
          int slash = pointer.lastIndexOf('/');
          ((ObjectNode) root.at(pointer.substring(0, slash))).remove(pointer.substring(slash + 1));
        });
  }

  private static UnaryOperator<Exchange> ask(UnaryOperator<Request> change) {
    return exchange -> ask(exchange, change);
  }

  private static Exchange ask(Exchange exchange, UnaryOperator<Request> change) {
    return new Exchange(change.apply(exchange.request()), exchange.response());
  }

  private static String tail(Request request) {
    return request.body().text().substring(1);
  }

  private static JsonNode json(Exchange exchange) {
    return parse(exchange.response().body().text());
  }

  private static JsonNode asked(Exchange exchange) {
    return parse(exchange.request().body().text());
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
