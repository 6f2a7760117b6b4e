package io.omfconnections.contract.impostors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.service.Fixtures;
import io.omfconnections.contract.service.MeddlingProxy.Meddler;
import io.omfconnections.contract.service.MeddlingProxy.Upstream;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a proxy in front of the service does wrong. Each method makes one that does one thing. */
final class WireFaults {
  /** What a store puts behind an owner's name, so that it is nobody's. */
  static final String MARK = " (inside)";

  /** The rights of an entry that a store has added: every right, and one that means nothing. */
  static final int MARKED_RIGHTS = 31 | 64;

  private static final Contract CONTRACT = Contract.load();

  // As most programs read JSON when nobody tells them otherwise: the last of two members counts.
  private static final JsonMapper LENIENT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Pattern RIGHTS = Pattern.compile("(\"AccessRights\":)(\\d+)");
  private static final int ALL_RIGHTS = 31;
  private static final String OPERATION_ID = "Operation-Id";
  private static final String AUTHORIZATION = "Authorization";
  private static final int NAME_LIMIT = 200;
  private static final int BAD_REQUEST = 400;
  private static final Set<String> CONNECTION_MEMBERS = Set.of("Name", "Description", "ClientIds");

  private WireFaults() {}

  // --------------------------------------------------------------------------- Status and header

  /** Answers one status where another is right. */
  static Meddler status(int right, int wrong) {
    return answers(right, response -> new Response(wrong, response.headers(), response.body()));
  }

  /** Leaves a header field out of answers of the status. */
  static Meddler withoutHeader(int status, String name) {
    return answers(
        status,
        response -> new Response(status, response.headers().without(name), response.body()));
  }

  /** Sets a header field in answers of the status. */
  static Meddler header(int status, String name, String value) {
    return answers(
        status,
        response -> new Response(status, response.headers().with(name, value), response.body()));
  }

  /** Has one Operation-Id for all. */
  static Meddler oneOperationId() {
    String one = "00000000-0000-4000-8000-000000000001";
    return (request, upstream) -> {
      Response response = upstream.send(request);
      String right = response.headers().first("Operation-Id").orElse(one);
      return withText(
          new Response(
              response.status(), response.headers().with("Operation-Id", one), response.body()),
          text -> text.replace(right, one));
    };
  }

  /** Answers HEAD as if it were a GET, but for the body. */
  static Meddler headAsGet() {
    return (request, upstream) -> {
      if (!request.method().equals("HEAD")) {
        return upstream.send(request);
      }
      Response response = upstream.send(request.withMethod("GET"));
      return new Response(response.status(), response.headers(), Body.empty());
    };
  }

  /** Takes an Accept that has no JSON in it seriously. */
  static Meddler honoursAccept() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      String accept = request.headers().first("Accept").orElse("*/*");
      return accept.contains("text/html")
          ? new Response(406, response.headers(), response.body())
          : response;
    };
  }

  /** Compares the request's media type letter by letter. */
  static Meddler mediaTypeToTheLetter() {
    return requests(
        request ->
            request.headers().first("Content-Type").orElse("").matches("application/json *;.*")
                ? request.withHeader("Content-Type", "text/plain")
                : request);
  }

  /** Answers 304 to who has the right condition. */
  static Meddler honoursConditions() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return response.status() == 200 && request.headers().first("If-None-Match").isPresent()
          ? new Response(304, response.headers().without("Content-Type"), Body.empty())
          : response;
    };
  }

  /** Takes the caller's Operation-Id for its own. */
  static Meddler adoptsOperationIds() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      String own = response.headers().first(OPERATION_ID).orElse("none");
      String sent = request.headers().first(OPERATION_ID).orElse(own);
      return withText(
          new Response(
              response.status(), response.headers().with(OPERATION_ID, sent), response.body()),
          text -> text.replace(own, sent));
    };
  }

  /** Lets browsers of any origin call. */
  static Meddler answersPreflights() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return request.headers().first("Access-Control-Request-Method").isPresent()
          ? new Response(204, response.headers().without("Content-Type"), Body.empty())
          : response;
    };
  }

  /** Does not look how a body is coded. */
  static Meddler ignoresCodings() {
    return requests(request -> request.withoutHeader("Content-Encoding"));
  }

  // ------------------------------------------------------------------------------- Addresses

  /** Takes a slash at the end for part of the address. */
  static Meddler slashToTheLetter() {
    return requests(
        request ->
            request.target().endsWith("/")
                ? request.withTarget(request.target() + "none")
                : request);
  }

  /** Compares the words of an address letter by letter. */
  static Meddler wordsToTheLetter() {
    Set<String> words =
        CONTRACT.operations().stream()
            .flatMap(operation -> Arrays.stream(operation.path().split("/", -1)))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> known =
        words.stream()
            .map(word -> word.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(HashSet::new));
    return requests(
        request ->
            Arrays.stream(request.target().split("/", -1))
                    .anyMatch(
                        word ->
                            known.contains(word.toLowerCase(Locale.ROOT)) && !words.contains(word))
                ? request.withTarget("/none")
                : request);
  }

  /** Has one version only. */
  static Meddler oneVersion() {
    return requests(
        request ->
            request.target().startsWith("/api/v2-preview/")
                ? request.withTarget("/none")
                : request);
  }

  /** Ends an address after the connection, whatever follows that it does not know. */
  static Meddler ignoresWhatFollows() {
    return requests(
        request ->
            request.withTarget(
                request
                    .target()
                    .replaceFirst(
                        "(/omfConnections/[0-9a-f-]{36})/(?!owner|access)[a-z]+$", "$1")));
  }

  /** Compares the tenant's identifier whatever its capitals, as those do who read a GUID. */
  static Meddler tenantInAnyCapitals(String tenant) {
    return requests(
        request -> request.withTarget(request.target().replaceAll("(?i)" + tenant, tenant)));
  }

  /** Compares a connection's identifier whatever its capitals where something follows it. */
  static Meddler identifiersInAnyCapitals() {
    return requests(
        request ->
            request.withTarget(
                Pattern.compile("(?<=/omfConnections/)[0-9A-F-]{36}(?=/)")
                    .matcher(request.target())
                    .replaceAll(match -> match.group().toLowerCase(Locale.ROOT))));
  }

  /** Ends a list where the query says. */
  static Meddler honoursPaging() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return operation(request).equals("getOmfConnections") && request.target().contains("count=1")
          ? withJson(
              response,
              json -> {
                ArrayNode results = json.withArray("Results");
                while (results.size() > 1) {
                  results.remove(1);
                }
              })
          : response;
    };
  }

  /** Looks at no tenant: whatever the address names, it is the token's. */
  static Meddler anyTenant(String tenant) {
    return requests(
        request ->
            request.withTarget(
                request.target().replaceFirst("(?i)/tenants/[^/]+/", "/tenants/" + tenant + "/")));
  }

  // ---------------------------------------------------------------------------- Request bodies

  /** Cuts a Name that is one too long, and accepts it. */
  static Meddler acceptsNamesThatAreTooLong() {
    return requests(
        request ->
            withJson(
                request,
                json -> {
                  String name = json.path("Name").asText();
                  if (name.codePointCount(0, name.length()) == NAME_LIMIT + 1) {
                    int end = name.offsetByCodePoints(0, NAME_LIMIT);
                    json.put("Name", name.substring(0, end));
                  }
                }));
  }

  /** Counts what Java counts: a character outside the basic plane is two. */
  static Meddler countsUtf16() {
    return requests(
        request ->
            withJson(
                request,
                json -> {
                  if (json.path("Name").asText().length() > NAME_LIMIT) {
                    json.put("Name", "x".repeat(NAME_LIMIT + 1));
                  }
                }));
  }

  /** Refuses what the schema does not name. */
  static Meddler refusesUnknownMembers() {
    return requests(
        request ->
            operation(request).matches("(create|update)OmfConnection")
                ? withJson(
                    request,
                    json -> {
                      if (json.properties().stream()
                          .anyMatch(member -> !CONNECTION_MEMBERS.contains(member.getKey()))) {
                        json.put("ClientIds", "refused");
                      }
                    })
                : request);
  }

  /** Reads JSON as most programs do: of members that stand twice, the last one counts. */
  static Meddler acceptsDuplicates() {
    return requests(request -> withJson(request, json -> {}));
  }

  /** Puts a replacement character where the body is not UTF-8. */
  static Meddler acceptsBrokenUtf8() {
    return requests(request -> request.withBody(new String(request.body().bytes(), UTF_8)));
  }

  /** Takes 1.0 and "1" for 1. */
  static Meddler coercesIntegers() {
    return requests(
        request ->
            request.withBody(
                Body.of(
                    replaced(
                        request.body(),
                        "\"(Type|AccessType|AccessRights)\":\"?(\\d+)(\\.0|e0)?\"?(?=[,}])",
                        match -> "\"" + match.group(1) + "\":" + match.group(2)))));
  }

  /** Takes a list that is absent for one that is to stay as it is. */
  static Meddler keepsListsThatAreAbsent() {
    return (request, upstream) -> {
      boolean absent =
          operation(request).matches("update.*AccessControlList")
              && json(request.body().bytes()) instanceof ObjectNode json
              && !json.hasNonNull("RoleTrusteeAccessControlEntries");
      if (!absent) {
        return upstream.send(request);
      }
      Response before = upstream.send(request.withMethod("GET").withBody(""));
      Response response = upstream.send(request);
      return response.status() == 200 ? upstream.send(request.withBody(before.body())) : response;
    };
  }

  /** Brings the identifiers of trustees into normal form. */
  static Meddler normalizesTrustees() {
    return requests(
        request -> {
          String normal =
              replaced(
                  request.body(),
                  "\"ObjectId\":\"(?:[^\"\\\\]|\\\\.)*+\"",
                  match ->
                      Matcher.quoteReplacement(
                          Normalizer.normalize(match.group(), Normalizer.Form.NFC)));
          // What is not text, or is normal already, stays as it is.
          return operation(request).matches("update.*(List|Owner)")
                  && Body.of(request.body().text()).equals(request.body())
                  && !normal.equals(request.body().text())
              ? request.withBody(normal)
              : request;
        });
  }

  /** Believes a CreatedDate that somebody sends. */
  static Meddler believesCreatedDates() {
    Map<String, String> believed = new ConcurrentHashMap<>();
    return (request, upstream) -> {
      Response response = upstream.send(request);
      String date = json(request.body().bytes()).path("CreatedDate").asText();
      if (response.status() < 300 && date.matches("2001-.*\\.\\d{7}Z")) {
        believed.put(json(response.body().bytes()).path("Id").asText(), date);
      }
      return response.status() < 300
              && json(response.body().bytes()) instanceof ObjectNode json
              && believed.containsKey(json.path("Id").asText())
          ? withJson(
              response, found -> found.put("CreatedDate", believed.get(found.path("Id").asText())))
          : response;
    };
  }

  // --------------------------------------------------------------------------- Response bodies

  /** Writes enumerations as texts. */
  static Meddler enumerationsAsText() {
    return texts(200, "(\"Type\":)(\\d+)", match -> match.group(1) + "\"" + match.group(2) + "\"");
  }

  /** Leaves zeros at the end of a fraction out, as ISO 8601 allows. */
  static Meddler shortensDates() {
    return all(response -> withText(response, text -> text.replaceAll("(\\.\\d+?)0+Z\"", "$1Z\"")));
  }

  /** Leaves the last digit of a fraction out. */
  static Meddler datesWithSixDigits() {
    return all(
        response -> withText(response, text -> text.replaceAll("(\\.\\d{6})\\dZ\"", "$1Z\"")));
  }

  /** Leaves a member out of error bodies. */
  static Meddler withoutErrorMember(String name) {
    return errors(json -> json.remove(name));
  }

  /** Shows what went wrong inside. */
  static Meddler showsInsides() {
    return errors(
        json -> json.put("Reason", "java.lang.IllegalArgumentException at Resource.java:42"));
  }

  /** Names nothing in particular in its bad requests. */
  static Meddler namesNothing() {
    return answers(
        BAD_REQUEST,
        response ->
            withJson(response, json -> json.putObject("Parameters").put("request", "is wrong")));
  }

  /** Names nothing in particular in an error of this status. */
  static Meddler namesNothingIn(int status) {
    return answers(
        status,
        response ->
            response.body().text().contains("Resolution")
                ? withJson(
                    response, json -> json.putObject("Parameters").put("request", "is wrong"))
                : response);
  }

  /** Names the first thing that is wrong with an update, and no other. */
  static Meddler namesOneFault() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return response.status() == BAD_REQUEST && request.method().equals("PUT")
          ? withJson(
              response,
              json -> {
                Map.Entry<String, JsonNode> first =
                    json.path("Parameters").properties().iterator().next();
                json.putObject("Parameters").set(first.getKey(), first.getValue());
              })
          : response;
    };
  }

  /** Shows entries that deny as if they allowed. */
  static Meddler showsDeniedAsAllowed() {
    return texts(200, "\"AccessType\":1", match -> "\"AccessType\":0");
  }

  /** Shows no tenant of who is in a list. */
  static Meddler showsNoTenants() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return operation(request).endsWith("AccessControlList")
          ? withText(
              response,
              text -> text.replaceAll("\"TenantId\":\"([^\"\\\\]|\\\\.)*+\"", "\"TenantId\":null"))
          : response;
    };
  }

  /** Says how long a token lives in milliseconds. */
  static Meddler expiresInMilliseconds() {
    return texts(200, "(\"expires_in\":\\d+)", match -> match.group(1) + "000");
  }

  /** Writes a member that the schema does not name. */
  static Meddler addsAMember() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return operation(request).equals("getOmfConnectionOwner") && response.status() == 200
          ? withJson(response, json -> json.put("Name", "owner"))
          : response;
    };
  }

  /** Lists rights in the order of their names. */
  static Meddler rightsByName() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      if (!operation(request).endsWith("AccessRights") || response.status() != 200) {
        return response;
      }
      ArrayNode sorted = LENIENT.createArrayNode();
      json(response.body().bytes())
          .valueStream()
          .map(JsonNode::asText)
          .sorted()
          .forEach(sorted::add);
      return withBody(response, sorted.toString());
    };
  }

  /** Puts what {@link StoreFaults#letsDeniedLose} has moved back to its place. */
  static Meddler rearmed() {
    return rights(mask -> mask > ALL_RIGHTS ? mask >> 8 : mask);
  }

  /** Takes out what {@link StoreFaults#letsWritersDelete} has added. */
  static Meddler withoutAddedDelete() {
    return rights(mask -> mask > ALL_RIGHTS ? mask & ALL_RIGHTS & ~4 : mask);
  }

  private static Meddler rights(UnaryOperator<Integer> change) {
    return texts(
        200,
        RIGHTS.pattern(),
        match -> match.group(1) + change.apply(Integer.valueOf(match.group(2))));
  }

  /** Takes out the entries that a store has added and marked. */
  static Meddler withoutMarked() {
    return withoutItems(
        "RoleTrusteeAccessControlEntries",
        entry -> entry.path("AccessRights").asInt() == MARKED_RIGHTS);
  }

  /** An owner without a tenant is nobody: it has another name inside. */
  static Meddler ownersNeedATenant() {
    String id = "\"ObjectId\":\"" + Fixtures.OPERATOR.id() + "\"";
    Meddler marking =
        requests(
            request ->
                operation(request).equals("updateOmfConnectionOwner")
                        && !json(request.body().bytes()).hasNonNull("TenantId")
                        && request.body().text().contains(id)
                    ? request.withBody(
                        request.body().text().replace(id, id.replaceFirst("\"$", MARK + "\"")))
                    : request);
    return (request, upstream) ->
        ownersShown().answer(request, inner -> marking.answer(inner, upstream));
  }

  /** Takes out what {@link StoreFaults#givesOwnersNoRight} has put behind owners' names. */
  static Meddler ownersShown() {
    return all(response -> withText(response, text -> text.replace(MARK, "")));
  }

  // -------------------------------------------------------------------------------- Who may what

  /** Knows a token by what it says, whoever has signed it. */
  static Meddler looksAtNoSignature() {
    Map<String, String> good = new ConcurrentHashMap<>();
    return (request, upstream) -> {
      String sent = request.headers().first(AUTHORIZATION).orElse("");
      String said = sent.contains(".") ? sent.substring(0, sent.lastIndexOf('.')) : sent;
      Response response = upstream.send(request);
      if (response.status() != 401) {
        good.put(said, sent);
        return response;
      }
      String known = said.isEmpty() ? null : good.get(said);
      return known == null ? response : upstream.send(request.withHeader(AUTHORIZATION, known));
    };
  }

  /** Remembers whom it has let do something, and does not ask again. */
  static Meddler remembersRights() {
    Set<String> allowed = ConcurrentHashMap.newKeySet();
    return insteadOfForbidden(
        (request, response) -> {
          String call =
              request.method()
                  + request.target()
                  + request.headers().first(AUTHORIZATION).orElse("");
          if (response.status() < 300 && request.target().contains("/omfConnections/")) {
            allowed.add(call);
          }
          return allowed.contains(call);
        });
  }

  /** Asks for no right under the preview's version. */
  static Meddler asksForNoRightInThePreview() {
    return insteadOfForbidden((request, response) -> request.target().startsWith("/api/v2"));
  }

  /** Lets the administrator do what a caller lacks the right for. */
  private static Meddler insteadOfForbidden(BiPredicate<Request, Response> let) {
    return asAdministrator(
        (request, response) ->
            let.test(request, response)
                && response.status() == 403
                && response.body().text().contains("lacks the access right"));
  }

  /** Asks once more, with the administrator's token, when it is so of a request and its answer. */
  private static Meddler asAdministrator(BiPredicate<Request, Response> when) {
    AtomicReference<String> token = new AtomicReference<>("");
    return (request, upstream) -> {
      Response response = upstream.send(request);
      if (request.target().startsWith("/identity/")
          && request.body().text().contains("client_id=" + Fixtures.ADMINISTRATOR.id())
          && response.status() == 200) {
        token.set("Bearer " + json(response.body().bytes()).path("access_token").asText());
      }
      return when.test(request, response)
          ? upstream.send(request.withHeader(AUTHORIZATION, Objects.requireNonNull(token.get())))
          : response;
    };
  }

  /** Hides from other callers than the administrator what is not there. */
  static Meddler forbidsWhatIsNotThere() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      Request elsewhere =
          request.withTarget(request.target().replaceFirst("/tenants/[^/]+/", "/tenants/none/"));
      boolean nobodys =
          response.status() == 404
              && operation(request).contains("OmfConnection")
              && upstream
                      .send(
                          request
                              .withMethod("GET")
                              .withBody("")
                              .withTarget(
                                  request
                                      .target()
                                      .replaceFirst(
                                          "/omfConnections/.*", "/accesscontrol/omfConnections")))
                      .status()
                  == 403;
      return nobodys ? upstream.send(elsewhere) : response;
    };
  }

  /** Answers an empty list to who may not list connections. */
  static Meddler emptyListForTheForbidden() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return operation(request).equals("getOmfConnections")
              && response.status() == 403
              && response.body().text().contains("lacks the access right")
          ? withBody(new Response(200, response.headers(), response.body()), "{\"Results\":[]}")
          : response;
    };
  }

  /** Tells the caller its token. */
  static Meddler echoesTheToken() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      String token = request.headers().first(AUTHORIZATION).orElse("");
      return response.status() == 403
          ? new Response(403, response.headers().with("Received", token), response.body())
          : response;
    };
  }

  // ---------------------------------------------------------------------------- Time, and state

  /** Reads no Request-Timeout. */
  static Meddler ignoresTimeouts() {
    return requests(request -> request.withoutHeader("Request-Timeout"));
  }

  /** Says that a request was out of time, and has done it nevertheless. */
  static Meddler doesWhatIsOutOfTime() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      if (response.status() == 408) {
        upstream.send(request.withoutHeader("Request-Timeout"));
      }
      return response;
    };
  }

  /** What is Deleting is not found any more by who deletes or updates it. */
  static Meddler findsWhatIsDeletingNoMore() {
    return (request, upstream) -> {
      boolean changes = operation(request).matches("(delete|update)OmfConnection");
      Request get = request.withMethod("GET").withBody("").withoutHeader("Request-Timeout");
      return changes && upstream.send(get).body().text().contains("\"State\":\"Deleting\"")
          ? upstream.send(request.withTarget(request.target().replaceFirst("[^/]+/?$", "none")))
          : upstream.send(request);
    };
  }

  /** Shows what is Deleting as if it were Active. */
  static Meddler showsDeletingAsActive() {
    return texts(200, "\"State\":\"Deleting\"", match -> "\"State\":\"Active\"");
  }

  /** Lists nothing that is Deleting. */
  static Meddler listsNothingThatIsDeleting() {
    return withoutItems(
        "Results", connection -> connection.path("State").asText().equals("Deleting"));
  }

  /** Who changes a connection's list becomes its owner. */
  static Meddler givesWhatIsChanged(String owner) {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      if (operation(request).equals("updateOmfConnectionAccessControlList")
          && response.status() == 200) {
        upstream.send(
            request
                .withTarget(request.target().replaceFirst("(?i)/accesscontrol", "/owner"))
                .withBody(owner));
      }
      return response;
    };
  }

  /** Gives a new connection the identifier of one that is gone. */
  static Meddler reusesIdentifiers() {
    return new ReusedIdentifiers();
  }

  private static final class ReusedIdentifiers implements Meddler {
    private final Map<String, String> innerByOuter = new ConcurrentHashMap<>();
    private final Deque<String> gone = new ArrayDeque<>();

    @Override
    public Response answer(Request request, Upstream upstream) throws IOException {
      String outer =
          innerByOuter.keySet().stream().filter(request.target()::contains).findAny().orElse("");
      String inner = innerByOuter.getOrDefault(outer, "");
      Response response =
          upstream.send(
              outer.isEmpty()
                  ? request
                  : request.withTarget(request.target().replace(outer, inner)));
      synchronized (this) {
        String operation = operation(request);
        if (operation.equals("createOmfConnection") && response.status() == 202) {
          String id = json(response.body().bytes()).path("Id").asText();
          innerByOuter.put(gone.isEmpty() ? id : gone.pop(), id);
        }
        if (operation.equals("getOmfConnection")
            && response.status() == 404
            && innerByOuter.remove(outer, inner)) {
          gone.push(outer);
        }
      }
      return withText(response, this::outside);
    }

    private String outside(String text) {
      String result = text;
      for (Map.Entry<String, String> id : innerByOuter.entrySet()) {
        result = result.replace(id.getValue(), id.getKey());
      }
      return result;
    }
  }

  // ------------------------------------------------------------- What only some requests show

  /** Knows header fields by the names that the documents give them, letter by letter. */
  static Meddler headersToTheLetter() {
    Set<String> known = Set.of(AUTHORIZATION, "Content-Type", "Request-Timeout");
    return requests(
        request -> {
          Request heard = request;
          for (Headers.Field field : request.headers().fields()) {
            if (known.stream().anyMatch(field.name()::equalsIgnoreCase)
                && !known.contains(field.name())) {
              heard = heard.withoutHeader(field.name());
            }
          }
          return heard;
        });
  }

  /** Names every member of a connection when something is wrong with one of them. */
  static Meddler namesTooMuch() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      boolean wrong =
          response.status() == BAD_REQUEST && operation(request).matches("(create|update)OmfCo.*n");
      return wrong
          ? withJson(
              response,
              json -> {
                ObjectNode parameters = json.withObject("/Parameters");
                if (!parameters.has("body") && !parameters.has("Request-Timeout")) {
                  CONNECTION_MEMBERS.forEach(
                      name ->
                          parameters.put(name, parameters.path(name).asText("has to be right")));
                }
              })
          : response;
    };
  }

  /** Says the same of everything that goes wrong. */
  static Meddler saysTheSameOfEverything() {
    return errors(
        error ->
            error
                .put("Error", "Error")
                .put("Reason", "An error has occurred.")
                .put("Resolution", "Contact the support."));
  }

  /** Writes identifiers into error bodies as they are. */
  static Meddler writesIdentifiersAsTheyAre() {
    return answers(
        404, response -> withText(response, text -> text.replaceAll("(\\w+ )\\\\\"", "$1\"")));
  }

  /** Has no room for identifiers that are longer than its own. */
  static Meddler refusesLongIdentifiers() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return response.status() == 404 && request.target().matches(".*/[^/]{256,}")
          ? new Response(BAD_REQUEST, response.headers(), response.body())
          : response;
    };
  }

  /** Looks for a namespace before it looks whose it is. */
  static Meddler looksForNamespacesFirst() {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      boolean unknown =
          response.status() == 403
              && !operation(request).isEmpty()
              && !request.target().contains("/namespaces/" + Fixtures.NAMESPACE + "/");
      return unknown
          ? upstream.send(
              request
                  .withMethod("GET")
                  .withBody("")
                  .withTarget(
                      request
                          .target()
                          .replaceFirst("/tenants/[^/]+/", "/tenants/" + Fixtures.TENANT + "/")))
          : response;
    };
  }

  /** Compares the tenant's and the namespace's identifier as they stand in the address. */
  static Meddler decodesNoNamespaces() {
    return requests(
        request ->
            request.target().matches("/api/[^/]+/tenants/[^/]+/namespaces/[^/]*%.*")
                ? request.withTarget(
                    request.target().replaceFirst("/namespaces/[^/]+", "/namespaces/none"))
                : request);
  }

  /** Takes zero seconds for a time limit of a deletion. */
  static Meddler deletesInNoTime() {
    return requests(
        request ->
            operation(request).equals("deleteOmfConnection")
                    && request.headers().first("Request-Timeout").orElse("").matches("-?[0.]+1?")
                ? request.withHeader("Request-Timeout", "0.000000001")
                : request);
  }

  /** Shows in its list what a connection was when it was first listed. */
  static Meddler listsWhatWasMade() {
    Map<String, JsonNode> names = new ConcurrentHashMap<>();
    return lists(
        connection ->
            connection.set(
                "Name",
                names.computeIfAbsent(
                    connection.path("Id").asText(), id -> connection.get("Name"))));
  }

  /** Shows in its list no more than a hundred clients of a connection. */
  static Meddler listsFewClients() {
    return lists(
        connection -> {
          ArrayNode clients = connection.withArray("/ClientIds");
          while (clients.size() > 100) {
            clients.remove(clients.size() - 1);
          }
        });
  }

  private static Meddler lists(Consumer<ObjectNode> change) {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return operation(request).equals("getOmfConnections") && response.status() == 200
          ? withJson(
              response,
              json -> json.path("Results").forEach(each -> change.accept((ObjectNode) each)))
          : response;
    };
  }

  /** Lists everything to everybody under the preview's version. */
  static Meddler listsAllInThePreview() {
    return asAdministrator(
        (request, response) ->
            request.target().startsWith("/api/v2-preview/")
                && operation(request).equals("getOmfConnections")
                && response.status() == 200);
  }

  /** An owner's tenant that is empty is the tenant of the address. */
  static Meddler ownersOfNoTenant() {
    String empty = "\"TenantId\":\"\"";
    return requests(
        request ->
            operation(request).equals("updateOmfConnectionOwner")
                    && request.body().text().contains(empty)
                ? request.withBody(request.body().text().replace(empty, "\"TenantId\":null"))
                : request);
  }

  /** Compares the media type of an update letter by letter. */
  static Meddler mediaTypeOfUpdatesToTheLetter() {
    return requests(
        request ->
            request.method().equals("PUT")
                    && request.headers().first("Content-Type").orElse("").contains("charset")
                ? request.withHeader("Content-Type", "text/plain")
                : request);
  }

  // ------------------------------------------------------------------------------------ Tools

  private static Meddler requests(UnaryOperator<Request> change) {
    return (request, upstream) -> upstream.send(change.apply(request));
  }

  private static Meddler all(UnaryOperator<Response> change) {
    return (request, upstream) -> change.apply(upstream.send(request));
  }

  private static Meddler answers(int status, UnaryOperator<Response> change) {
    return all(response -> response.status() == status ? change.apply(response) : response);
  }

  private static Meddler errors(Consumer<ObjectNode> change) {
    Predicate<Response> error =
        response ->
            response.status() >= BAD_REQUEST && response.body().text().contains("Resolution");
    return all(response -> error.test(response) ? withJson(response, change) : response);
  }

  /** Takes out of a list that is shown what is so. */
  private static Meddler withoutItems(String list, Predicate<JsonNode> unwanted) {
    return answers(
        200,
        response ->
            withJson(
                response,
                json -> {
                  Iterator<JsonNode> items = json.path(list).elements();
                  while (items.hasNext()) {
                    if (unwanted.test(items.next())) {
                      items.remove();
                    }
                  }
                }));
  }

  private static Meddler texts(int status, String pattern, Function<MatchResult, String> change) {
    return answers(
        status, response -> withBody(response, replaced(response.body(), pattern, change)));
  }

  private static String replaced(Body body, String pattern, Function<MatchResult, String> change) {
    return Pattern.compile(pattern).matcher(body.text()).replaceAll(change);
  }

  private static Response withText(Response response, UnaryOperator<String> change) {
    return withBody(response, change.apply(response.body().text()));
  }

  private static Response withBody(Response response, String text) {
    return new Response(response.status(), response.headers(), Body.of(text));
  }

  static Response withJson(Response response, Consumer<ObjectNode> change) {
    if (json(response.body().bytes()) instanceof ObjectNode json) {
      change.accept(json);
      return withBody(response, json.toString());
    }
    return response;
  }

  private static Request withJson(Request request, Consumer<ObjectNode> change) {
    if (json(request.body().bytes()) instanceof ObjectNode json) {
      change.accept(json);
      return request.withBody(json.toString());
    }
    return request;
  }

  /** What the bytes say, if that is JSON at all. */
  static JsonNode json(byte[] bytes) {
    try {
      return LENIENT.readTree(new String(bytes, UTF_8));
    } catch (JsonProcessingException e) {
      return LENIENT.missingNode();
    }
  }

  private static String operation(Request request) {
    return CONTRACT.match(request.method(), request.target()) instanceof Match.Documented known
        ? known.operation().id()
        : "";
  }
}
