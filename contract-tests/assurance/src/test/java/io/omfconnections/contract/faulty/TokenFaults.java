package io.omfconnections.contract.faulty;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Faults in the token endpoint, the key set and the discovery document. */
final class TokenFaults {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String AUTHORIZATION = "Authorization";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final Set<String> FIELDS =
      Set.of("grant_type", "client_id", "client_secret", "scope");

  private TokenFaults() {}

  // ----------------------------------------------------------------------------------- Requests

  /** Accepts the media type of a form only without parameters and in lower case. */
  static Fault rejectsFormMediaTypeParameters() {
    return tokenRequests(
        request ->
            request.headers().first(CONTENT_TYPE).orElse("").equals(FORM)
                ? request
                : request.withHeader(CONTENT_TYPE, "text/plain"));
  }

  /** Rejects forms with an unknown field. */
  static Fault rejectsUnknownFields() {
    return tokenRequests(
        request ->
            fields(request).allMatch(field -> FIELDS.contains(field.split("=", 2)[0]))
                ? request
                : request.withBody(""));
  }

  /** Rejects forms with an empty scope. */
  static Fault rejectsEmptyScope() {
    return tokenRequests(
        request -> fields(request).anyMatch("scope="::equals) ? request.withBody("") : request);
  }

  /** Matches the grant type case-insensitively. */
  static Fault matchesGrantTypeCaseInsensitively() {
    return field("grant_type", grant -> grant.toLowerCase(Locale.ROOT));
  }

  /** Compares secrets case-insensitively, as the secrets of the tests are in lower case. */
  static Fault matchesSecretCaseInsensitively() {
    return field("client_secret", secret -> secret.toLowerCase(Locale.ROOT));
  }

  /** Matches the client's identifier case-insensitively. */
  static Fault matchesClientCaseInsensitively() {
    return field("client_id", id -> id.toLowerCase(Locale.ROOT));
  }

  /** Ignores whitespace in a secret. */
  static Fault stripsSecret() {
    return field("client_secret", secret -> secret.replaceAll("\\+|%20", ""));
  }

  /** Does not decode percent-encoded forms. */
  static Fault doesNotDecodeForms() {
    return tokenRequests(request -> request.withBody(request.body().text().replace("%", "%25")));
  }

  /** Reads the fields of the form from the query string as well. */
  static Fault readsQueryString() {
    return tokenRequests(
        request -> {
          String[] parts = request.target().split("\\?", 2);
          String form = request.body().text();
          return parts.length == 1
              ? request
              : request
                  .withTarget(parts[0])
                  .withHeader(CONTENT_TYPE, FORM)
                  .withBody(form.isEmpty() ? parts[1] : form + "&" + parts[1]);
        });
  }

  /** Matches the authentication scheme {@code Basic} case-sensitively. */
  static Fault matchesSchemeCaseSensitively() {
    return tokenRequests(
        request ->
            request.headers().first(AUTHORIZATION).orElse("Basic ").startsWith("Basic ")
                ? request
                : request.withoutHeader(AUTHORIZATION));
  }

  // --------------------------------------------------------------------------------- Responses

  /** Returns {@code invalid_request} for every bad request. */
  static Fault sameErrorForEveryBadRequest() {
    return identityJson(400, json -> json.put("error", "invalid_request"));
  }

  /** Declares responses as {@code text/plain}. */
  static Fault declaresText() {
    return identityResponses(
        response -> MessageChanges.withHeader(response, CONTENT_TYPE, "text/plain"));
  }

  /** Omits the key that signs tokens from the key set. */
  static Fault publishesOtherKey() {
    return identityJson(
        200,
        json -> json.path("keys").forEach(key -> ((ObjectNode) key).put("kid", "another key")));
  }

  /** Returns the lifetime of a token in milliseconds. */
  static Fault expiresInMilliseconds() {
    return MessageChanges.text(200, "(\"expires_in\":\\d+)", match -> match.group(1) + "000");
  }

  /** Issues tokens that are not JWTs. */
  static Fault issuesOpaqueTokens() {
    return issuesOtherTokens(token -> Integer.toHexString(token.hashCode()).repeat(5));
  }

  /** Issues tokens that expire after a minute, whatever {@code expires_in} says. */
  static Fault issuesTokensOfOneMinute() {
    return issuesOtherTokens(
        token -> {
          String[] parts = token.split("\\.", -1);
          String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
          long end = System.currentTimeMillis() / 1000 + 60;
          String changed =
              Pattern.compile("\"exp\":\\d+").matcher(claims).replaceFirst("\"exp\":" + end);
          parts[1] =
              Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(UTF_8));
          return String.join(".", parts);
        });
  }

  /** Gives clients other tokens, and replaces them by the service's own in requests. */
  private static Fault issuesOtherTokens(UnaryOperator<String> other) {
    Map<String, String> realByIssued = new ConcurrentHashMap<>();
    return Fault.inProxy(
        (request, upstream) -> {
          String sent =
              request.headers().first(AUTHORIZATION).orElse("").replaceFirst("^\\S+ ", "");
          String real = realByIssued.get(sent);
          Response response =
              upstream.send(
                  real == null ? request : request.withHeader(AUTHORIZATION, "Bearer " + real));
          String token = MessageChanges.json(response.body()).path("access_token").asText();
          if (token.isEmpty()) {
            return response;
          }
          String issued = other.apply(token);
          realByIssued.put(issued, token);
          return MessageChanges.withJson(response, json -> json.put("access_token", issued));
        });
  }

  // ----------------------------------------------------------------------------------- Helpers

  private static Fault tokenRequests(UnaryOperator<Request> change) {
    return MessageChanges.requests(
        request ->
            isIdentity(request) && request.method().equals("POST")
                ? change.apply(request)
                : request);
  }

  private static Fault identityResponses(UnaryOperator<Response> change) {
    return MessageChanges.responses((request, response) -> isIdentity(request), change);
  }

  private static Fault identityJson(int status, Consumer<ObjectNode> change) {
    return identityResponses(
        response ->
            response.status() == status ? MessageChanges.withJson(response, change) : response);
  }

  private static boolean isIdentity(Request request) {
    return request.target().startsWith("/identity/");
  }

  /** Changes the value of a field of the form, which is percent-encoded. */
  private static Fault field(String name, UnaryOperator<String> change) {
    return tokenRequests(
        request ->
            request.withBody(
                fields(request)
                    .map(
                        field ->
                            field.startsWith(name + "=")
                                ? name + "=" + change.apply(field.substring(name.length() + 1))
                                : field)
                    .collect(Collectors.joining("&"))));
  }

  private static Stream<String> fields(Request request) {
    return Arrays.stream(request.body().text().split("&", -1));
  }
}
