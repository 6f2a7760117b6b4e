package io.omfconnections.contract.faulty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Faults in which requests are authorized, made by a proxy that sends others to the service. */
final class AuthorizationFaults {
  private static final String AUTHORIZATION = "Authorization";

  private AuthorizationFaults() {}

  // ------------------------------------------------------------------------ Tokens and tenants

  /** Accepts a token whose signature is wrong when it has accepted its header and claims before. */
  static Fault ignoresSignature() {
    Map<String, String> validByClaims = new ConcurrentHashMap<>();
    return Fault.inProxy(
        (request, upstream) -> {
          String token = request.headers().first(AUTHORIZATION).orElse("");
          String claims = token.contains(".") ? token.substring(0, token.lastIndexOf('.')) : token;
          Response response = upstream.send(request);
          if (response.status() != 401) {
            validByClaims.put(claims, token);
            return response;
          }
          String valid = claims.isEmpty() ? null : validByClaims.get(claims);
          return valid == null ? response : upstream.send(request.withHeader(AUTHORIZATION, valid));
        });
  }

  /** Accepts a token of one tenant for the paths of every tenant. */
  static Fault ignoresTenant() {
    return MessageChanges.requests(
        request ->
            TokenIdentity.of(request)
                .map(caller -> withTenant(request, caller.tenant()))
                .orElse(request));
  }

  /** Returns 404 instead of 403 for an unknown namespace of another tenant. */
  static Fault checksNamespaceBeforeTenant() {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          Optional<TokenIdentity> caller = TokenIdentity.of(request);
          if (response.status() != 403
              || MessageChanges.operation(request).isEmpty()
              || caller.isEmpty()) {
            return response;
          }
          Request collection = get(request, "(?i)(/namespaces/[^/]+)/.*", "$1/omfConnections");
          Response own = upstream.send(withTenant(collection, caller.get().tenant()));
          return own.status() == 404 ? own : response;
        });
  }

  /** Returns a GET request with the same header fields, and a part of the target replaced. */
  private static Request get(Request request, String part, String replacement) {
    return request
        .withMethod("GET")
        .withBody("")
        .withTarget(request.target().replaceFirst(part, replacement));
  }

  private static Request withTenant(Request request, String tenant) {
    return request.withTarget(
        request
            .target()
            .replaceFirst(
                "(?i)/tenants/[^/]+/", "/tenants/" + Matcher.quoteReplacement(tenant) + "/"));
  }

  // ------------------------------------------------------------------------------------ Rights

  /** Once a request was allowed, always allows it. */
  static Fault remembersRights() {
    Set<String> allowed = ConcurrentHashMap.newKeySet();
    return authorizes(
        (request, response) -> {
          String key =
              request.method()
                  + request.target()
                  + request.headers().first(AUTHORIZATION).orElse("");
          if (response.status() < 300 && request.target().contains("/omfConnections/")) {
            allowed.add(key);
          }
          return allowed.contains(key);
        });
  }

  /** Checks no rights under v2-preview. */
  static Fault checksNoRightsInV2Preview() {
    return authorizes((request, response) -> request.target().startsWith("/api/v2-preview/"));
  }

  /** Lists every connection to every caller under v2-preview. */
  static Fault listsEveryConnectionInV2Preview() {
    Map<String, JsonNode> created = new ConcurrentHashMap<>();
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          String operation = MessageChanges.operation(request);
          JsonNode body = MessageChanges.json(response.body());
          if (operation.equals("createOmfConnection") && response.status() == 202) {
            created.put(body.path("Id").asText(), body);
          }
          if (operation.equals("deleteOmfConnection") && response.status() == 202) {
            created.remove(body.path("Id").asText());
          }
          return operation.equals("getOmfConnections")
                  && request.target().startsWith("/api/v2-preview/")
                  && response.status() == 200
              ? MessageChanges.withJson(response, list -> addMissing(list, created))
              : response;
        });
  }

  private static void addMissing(ObjectNode list, Map<String, JsonNode> created) {
    ArrayNode results = list.withArray("Results");
    Set<String> listed =
        results.valueStream().map(each -> each.path("Id").asText()).collect(Collectors.toSet());
    created.forEach(
        (id, connection) -> {
          if (!listed.contains(id)) {
            results.add(connection);
          }
        });
  }

  /** Returns 403 instead of 404 for a missing connection to callers without rights. */
  static Fault forbidsMissingConnections() {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          if (response.status() != 404
              || !MessageChanges.operation(request).contains("OmfConnection")) {
            return response;
          }
          Request collectionList =
              get(request, "/omfConnections/.*", "/accesscontrol/omfConnections");
          boolean withoutRights = upstream.send(collectionList).status() == 403;
          return withoutRights ? upstream.send(withTenant(request, "none")) : response;
        });
  }

  /** Returns an empty list to callers who may not list connections. */
  static Fault returnsEmptyListWhenForbidden() {
    return MessageChanges.responses(
        (request, response) ->
            MessageChanges.operation(request).equals("getOmfConnections") && lacksRight(response),
        response ->
            MessageChanges.withBody(MessageChanges.withStatus(response, 200), "{\"Results\":[]}"));
  }

  /**
   * Repeats a request that lacks a right with the tokens of other callers until a response is
   * neither 401 nor 403, if the condition holds.
   */
  private static Fault authorizes(BiPredicate<Request, Response> condition) {
    Set<String> tokens = ConcurrentHashMap.newKeySet();
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          String issued = MessageChanges.json(response.body()).path("access_token").asText();
          if (!issued.isEmpty()) {
            tokens.add(issued);
          }
          if (condition.test(request, response) && lacksRight(response)) {
            for (String token : tokens) {
              Response other = upstream.send(request.withHeader(AUTHORIZATION, "Bearer " + token));
              if (other.status() != 401 && other.status() != 403) {
                return other;
              }
            }
          }
          return response;
        });
  }

  private static boolean lacksRight(Response response) {
    return response.status() == 403 && response.body().text().contains("lacks the access right");
  }
}
