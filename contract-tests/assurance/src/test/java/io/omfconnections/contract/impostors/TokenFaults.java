package io.omfconnections.contract.impostors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a proxy does wrong in front of the token endpoint, the keys and the discovery document. */
final class TokenFaults {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String AUTHORIZATION = "Authorization";
  private static final Set<String> FIELDS =
      Set.of("grant_type", "client_id", "client_secret", "scope");

  private TokenFaults() {}

  /** Compares the media type of a form letter by letter. */
  static Interceptor mediaTypeToTheLetter() {
    return grants(
        request ->
            request.headers().first("Content-Type").orElse("").equals(FORM)
                ? request
                : request.withHeader("Content-Type", "text/plain"));
  }

  /** Refuses a form with a field that it does not know. */
  static Interceptor refusesUnknownFields() {
    return grants(
        request ->
            fields(request).allMatch(field -> FIELDS.contains(field.split("=", 2)[0]))
                ? request
                : request.withBody(""));
  }

  /** Takes a scope without a value for one that it does not have. */
  static Interceptor mindsFieldsWithoutValue() {
    return grants(
        request -> fields(request).anyMatch("scope="::equals) ? request.withBody("") : request);
  }

  /** Compares the grant whatever its capitals. */
  static Interceptor grantInAnyCapitals() {
    return grants(request -> field(request, "grant_type", grant -> grant.toLowerCase(Locale.ROOT)));
  }

  /** Compares secrets whatever their capitals; those of the tests have small letters only. */
  static Interceptor secretsInAnyCapitals() {
    return grants(
        request -> field(request, "client_secret", secret -> secret.toLowerCase(Locale.ROOT)));
  }

  /** Finds a client whatever the capitals of its identifier. */
  static Interceptor clientsInAnyCapitals() {
    return grants(request -> field(request, "client_id", id -> id.toLowerCase(Locale.ROOT)));
  }

  /** Takes blanks around a secret away. */
  static Interceptor stripsSecrets() {
    return grants(
        request -> field(request, "client_secret", secret -> secret.replaceAll("\\+|%20", "")));
  }

  /** Reads a form as if nothing in it were encoded. */
  static Interceptor decodesNothing() {
    return grants(request -> request.withBody(request.body().text().replace("%", "%25")));
  }

  /** Reads the form's fields from the address, too. */
  static Interceptor readsTheQuery() {
    return grants(
        request -> {
          String[] parts = request.target().split("\\?", 2);
          String form = request.body().text();
          return parts.length == 1
              ? request
              : request
                  .withTarget(parts[0])
                  .withHeader("Content-Type", FORM)
                  .withBody(form.isEmpty() ? parts[1] : form + "&" + parts[1]);
        });
  }

  /** Compares the scheme of credentials letter by letter. */
  static Interceptor schemeToTheLetter() {
    return grants(
        request ->
            request.headers().first(AUTHORIZATION).orElse("Basic ").startsWith("Basic ")
                ? request
                : request.withoutHeader(AUTHORIZATION));
  }

  /** Calls every bad request to the token endpoint the same. */
  static Interceptor hasOneError() {
    return answers(400, json -> json.put("error", "invalid_request"));
  }

  /** Calls what it answers a text. */
  static Interceptor answersText() {
    return identity(
        response ->
            new Response(
                response.status(),
                response.headers().with("Content-Type", "text/plain"),
                response.body()));
  }

  /** Its key set does not have the key by which it signs. */
  static Interceptor showsOldKeys() {
    return answers(
        200,
        json ->
            json.path("keys")
                .forEach(key -> ((ObjectNode) key).put("kid", "a key that was used before")));
  }

  /** Its tokens say nothing: they are names of what the server keeps to itself. */
  static Interceptor givesOpaqueTokens() {
    return givesOtherTokens(token -> Integer.toHexString(token.hashCode()).repeat(5));
  }

  /** Its tokens live for a minute, whatever is said of them. */
  static Interceptor givesTokensOfAMinute() {
    return givesOtherTokens(
        token -> {
          String[] parts = token.split("\\.", -1);
          String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
          long now = System.currentTimeMillis() / 1000;
          String shorter =
              Pattern.compile("\"exp\":\\d+").matcher(claims).replaceFirst("\"exp\":" + (now + 60));
          parts[1] =
              Base64.getUrlEncoder().withoutPadding().encodeToString(shorter.getBytes(UTF_8));
          return String.join(".", parts);
        });
  }

  private static Interceptor givesOtherTokens(UnaryOperator<String> other) {
    Map<String, String> innerByOuter = new ConcurrentHashMap<>();
    return (request, upstream) -> {
      String sent = request.headers().first(AUTHORIZATION).orElse("").replaceFirst("^\\S+ ", "");
      String inner = innerByOuter.get(sent);
      Response response =
          upstream.send(
              inner == null ? request : request.withHeader(AUTHORIZATION, "Bearer " + inner));
      String token = WireFaults.json(response.body().bytes()).path("access_token").asText();
      if (token.isEmpty()) {
        return response;
      }
      String outer = other.apply(token);
      innerByOuter.put(outer, token);
      return WireFaults.withJson(response, json -> json.put("access_token", outer));
    };
  }

  // ------------------------------------------------------------------------------------ Tools

  private static Interceptor grants(UnaryOperator<Request> change) {
    return (request, upstream) ->
        upstream.send(
            isIdentity(request) && request.method().equals("POST")
                ? change.apply(request)
                : request);
  }

  private static Interceptor identity(UnaryOperator<Response> change) {
    return (request, upstream) -> {
      Response response = upstream.send(request);
      return isIdentity(request) ? change.apply(response) : response;
    };
  }

  private static Interceptor answers(int status, Consumer<ObjectNode> change) {
    return identity(
        response -> response.status() == status ? WireFaults.withJson(response, change) : response);
  }

  private static boolean isIdentity(Request request) {
    return request.target().startsWith("/identity/");
  }

  private static Stream<String> fields(Request request) {
    return Arrays.stream(request.body().text().split("&", -1));
  }

  private static Request field(Request request, String name, Function<String, String> change) {
    List<String> changed =
        fields(request)
            .map(
                field ->
                    field.startsWith(name + "=")
                        ? name + "=" + change.apply(field.substring(name.length() + 1))
                        : field)
            .toList();
    return request.withBody(changed.stream().collect(Collectors.joining("&")));
  }
}
