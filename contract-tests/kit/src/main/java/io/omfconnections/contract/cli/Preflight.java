package io.omfconnections.contract.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.NoAnswerException;
import io.omfconnections.contract.http.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks, before the first test, whether the server can be tested as it was asked for: hundreds of
 * tests that fail for a wrong secret would help nobody. What it sees is not checked; tests do that.
 */
final class Preflight {
  private static final List<String> NEEDED = List.of("Read", "Write", "ManageAccessControl");

  private static final Set<Integer> CLIENT_IS_WRONG = Set.of(400, 401);

  private final Target target;
  private final RecordingClient client;
  private final Tokens tokens;

  Preflight(Target target) {
    this.target = target;
    this.client = new RecordingClient(target.base(), exchange -> {});
    this.tokens = target.tokens().external() ? target.tokens() : new Tokens(client);
  }

  /**
   * Looks.
   *
   * @return the identifiers of the connections that are there
   * @throws CannotCheckException with the first thing that is wrong
   */
  List<String> run() {
    if (!tokens.external()) {
      discovery();
    }
    Api api = api(target.administrator(), "--client-id", "--client-secret");
    List<String> rights = rights(api);
    List<String> lacking = NEEDED.stream().filter(right -> !rights.contains(right)).toList();
    if (!lacking.isEmpty()) {
      throw new CannotCheckException(
          "The client of --client-id lacks "
              + String.join(" and ", lacking)
              + " on the connections of the namespace; it must be an administrator there.");
    }
    Caller second = target.second();
    if (second != null) {
      Api other = api(second, "--second-client-id", "--second-client-secret");
      if (rights(other).contains("ManageAccessControl")) {
        throw new CannotCheckException(
            "The client of --second-client-id may manage access control in the namespace, too;"
                + " it must be one that is not an administrator.");
      }
    }
    return identifiers(api);
  }

  private List<String> identifiers(Api api) {
    ApiResponse list = reached(api::list);
    if (list.status() != 200) {
      throw new CannotCheckException(
          "The list of connections is answered with " + list.status() + " instead of 200.");
    }
    List<String> identifiers = new ArrayList<>();
    json(list, "The list of connections")
        .path("Results")
        .forEach(connection -> identifiers.add(connection.path("Id").asText()));
    return identifiers;
  }

  private void discovery() {
    ApiResponse answer =
        reached(() -> new ApiResponse(client.send(Request.of("GET", Tokens.DISCOVERY))));
    if (answer.status() != 200) {
      throw new CannotCheckException(
          target.base()
              + Tokens.DISCOVERY
              + " is answered with "
              + answer.status()
              + ", so it is not known where tokens are got."
              + " Check --base-url, or say where with --token-url.");
    }
    String endpoint =
        json(answer, "The discovery document", tokenUrl()).path("token_endpoint").asText();
    if (!endpoint.startsWith(client.base() + "/")) {
      throw new CannotCheckException(
          "The discovery document names the token endpoint '"
              + endpoint
              + "', which is not below "
              + client.base()
              + ". If that is right, give it with --token-url.");
    }
  }

  private Api api(Caller caller, String idFlag, String secretFlag) {
    ApiResponse answer = reached(() -> tokens.requestToken(caller.id(), caller.secret()));
    if (answer.status() != 200) {
      String error = answer.exchange().response().body().isEmpty() ? "" : error(answer);
      throw new CannotCheckException(
          "The token endpoint refuses the client "
              + caller.id()
              + " with "
              + answer.status()
              + error
              + ". Check "
              + idFlag
              + " and "
              + secretFlag
              + "."
              // It knows what tokens are, and finds the client or the secret wrong.
              + (CLIENT_IS_WRONG.contains(answer.status()) ? "" : tokenUrl()));
    }
    String token =
        json(answer, "The token endpoint's answer", tokenUrl()).path("access_token").asText();
    if (token.isEmpty()) {
      throw new CannotCheckException(
          "The token endpoint's answer holds no access_token." + tokenUrl());
    }
    return new Api(
        client,
        tokens,
        null,
        Caller.withToken(caller.name(), caller.type(), caller.id(), token),
        target.tenant(),
        target.namespace(),
        target.versions().get(0),
        target.versions());
  }

  private static String error(ApiResponse answer) {
    try {
      return " (" + answer.json().path("error").asText() + ")";
    } catch (AssertionError e) {
      return "";
    }
  }

  private List<String> rights(Api api) {
    ApiResponse answer = reached(api::collectionAccessRights);
    String where = "the namespace " + target.namespace() + " of the tenant " + target.tenant();
    switch (answer.status()) {
      case 200 -> {
        List<String> rights = new ArrayList<>();
        json(answer, "The list of rights").forEach(right -> rights.add(right.asText()));
        return rights;
      }
      case 401 ->
          throw new CannotCheckException(
              "The server does not accept the token of the client "
                  + api.caller()
                  + "."
                  + tokenUrl());
      case 403 ->
          throw new CannotCheckException(
              "The client "
                  + api.caller()
                  + " may not look at "
                  + where
                  + ". Check --tenant: it has to be the client's.");
      case 404 ->
          throw new CannotCheckException(
              "There is no such thing as " + where + ". Check --namespace, and --base-url.");
      default ->
          throw new CannotCheckException(
              "The rights in " + where + " are answered with " + answer.status() + ".");
    }
  }

  private ApiResponse reached(Supplier<ApiResponse> request) {
    try {
      return request.get();
    } catch (NoAnswerException e) {
      throw new CannotCheckException(
          e.getMessage()
              + ". Check --base-url"
              + (tokens.external() ? " and --token-url" : "")
              + ", and whether the server runs.");
    }
  }

  /** What to do when it is the way to tokens that is wrong. */
  private String tokenUrl() {
    return tokens.external()
        ? " Check --token-url."
        : " If tokens are got elsewhere, say where with --token-url.";
  }

  private static JsonNode json(ApiResponse answer, String what) {
    return json(answer, what, "");
  }

  private static JsonNode json(ApiResponse answer, String what, String more) {
    try {
      return answer.json();
    } catch (AssertionError e) {
      throw new CannotCheckException(what + " is no JSON. Check --base-url." + more);
    }
  }
}
