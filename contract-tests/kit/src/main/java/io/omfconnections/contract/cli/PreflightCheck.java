package io.omfconnections.contract.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.NoResponseException;
import io.omfconnections.contract.http.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks before the first test that the server can be reached and that the clients have the rights
 * that the tests need, so that a wrong option yields one message instead of hundreds of failed
 * tests. Its requests are not recorded.
 */
final class PreflightCheck {
  private static final List<String> REQUIRED_RIGHTS =
      List.of("Read", "Write", "ManageAccessControl");

  /** Statuses by which a token endpoint rejects the client or its secret (RFC 6749, 5.2). */
  private static final Set<Integer> CLIENT_REJECTED = Set.of(400, 401);

  private final Target target;
  private final RecordingClient client;
  private final Tokens tokens;

  PreflightCheck(Target target) {
    this.target = target;
    this.client = new RecordingClient(target.base(), exchange -> {});
    this.tokens =
        target.tokens().external()
            ? target.tokens()
            : new Tokens(client, target.tokens().options());
  }

  /**
   * Runs the check.
   *
   * @return the identifiers of the existing connections
   * @throws CannotCheckException if the server cannot be tested with these options
   */
  List<String> run() {
    if (!tokens.external()) {
      checkDiscovery();
    }
    Api api = api(target.administrator(), "--client-id", "--client-secret");
    List<String> rights = rights(api);
    List<String> missing =
        REQUIRED_RIGHTS.stream().filter(right -> !rights.contains(right)).toList();
    if (!missing.isEmpty()) {
      throw new CannotCheckException(
          "The client of --client-id does not have the right "
              + String.join(" and ", missing)
              + " on the namespace's collection of connections. Use an administrator.");
    }
    Caller second = target.second();
    if (second != null) {
      Api other = api(second, "--second-client-id", "--second-client-secret");
      if (rights(other).contains("ManageAccessControl")) {
        throw new CannotCheckException(
            "The client of --second-client-id has the right ManageAccessControl on the namespace's"
                + " collection of connections. Use a client that is not an administrator.");
      }
    }
    return identifiers(api);
  }

  private List<String> identifiers(Api api) {
    ApiResponse list = send(api::list);
    if (list.status() != 200) {
      throw new CannotCheckException(
          "Listing the connections returns " + list.status() + " instead of 200.");
    }
    List<String> identifiers = new ArrayList<>();
    json(list, "The response to listing the connections")
        .path("Results")
        .forEach(connection -> identifiers.add(connection.path("Id").asText()));
    return identifiers;
  }

  private void checkDiscovery() {
    ApiResponse response =
        send(() -> new ApiResponse(client.send(Request.of("GET", Tokens.DISCOVERY))));
    if (response.status() != 200) {
      throw new CannotCheckException(
          target.base()
              + Tokens.DISCOVERY
              + " returns "
              + response.status()
              + " instead of the discovery document. Check --base-url, or set the token endpoint"
              + " with --token-url.");
    }
    String endpoint =
        json(response, "The discovery document", tokenUrl()).path("token_endpoint").asText();
    if (!endpoint.startsWith(client.base() + "/")) {
      throw new CannotCheckException(
          "The discovery document names the token endpoint '"
              + endpoint
              + "', which does not start with "
              + client.base()
              + ". If it is correct, set it with --token-url.");
    }
  }

  private Api api(Caller caller, String idFlag, String secretFlag) {
    ApiResponse response = send(() -> tokens.requestToken(caller.id(), caller.secret()));
    if (response.status() != 200) {
      String error = response.exchange().response().body().isEmpty() ? "" : error(response);
      throw new CannotCheckException(
          "The token endpoint rejects the client "
              + caller.id()
              + " with "
              + response.status()
              + error
              + ". Check "
              + idFlag
              + " and "
              + secretFlag
              + "."
              + (CLIENT_REJECTED.contains(response.status()) ? "" : tokenUrl()));
    }
    String token =
        json(response, "The response of the token endpoint", tokenUrl())
            .path("access_token")
            .asText();
    if (token.isEmpty()) {
      throw new CannotCheckException(
          "The response of the token endpoint has no access_token." + tokenUrl());
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

  private static String error(ApiResponse response) {
    try {
      return " (" + response.json().path("error").asText() + ")";
    } catch (AssertionError e) {
      return "";
    }
  }

  private List<String> rights(Api api) {
    ApiResponse response = send(api::collectionAccessRights);
    String where = "namespace " + target.namespace() + " of tenant " + target.tenant();
    switch (response.status()) {
      case 200 -> {
        List<String> rights = new ArrayList<>();
        json(response, "The list of access rights").forEach(right -> rights.add(right.asText()));
        return rights;
      }
      case 401 ->
          throw new CannotCheckException(
              "The server rejects the access token of the client "
                  + api.caller()
                  + " with 401."
                  + tokenUrl());
      case 403 ->
          throw new CannotCheckException(
              "The client "
                  + api.caller()
                  + " has no access to "
                  + where
                  + ". Check --tenant: it must be the tenant of the client.");
      case 404 ->
          throw new CannotCheckException(
              "The server does not know " + where + ". Check --namespace and --base-url.");
      default ->
          throw new CannotCheckException(
              "Listing the access rights in " + where + " returns " + response.status() + ".");
    }
  }

  private ApiResponse send(Supplier<ApiResponse> request) {
    try {
      return request.get();
    } catch (NoResponseException e) {
      throw new CannotCheckException(
          e.getMessage()
              + ". Check --base-url"
              + (tokens.external() ? " and --token-url" : "")
              + ", and that the server is running.");
    }
  }

  /** Returns the advice for problems with the token endpoint. */
  private String tokenUrl() {
    return tokens.external()
        ? " Check --token-url."
        : " If the server uses another token endpoint, set it with --token-url.";
  }

  private static JsonNode json(ApiResponse response, String what) {
    return json(response, what, "");
  }

  private static JsonNode json(ApiResponse response, String what, String advice) {
    try {
      return response.json();
    } catch (AssertionError e) {
      throw new CannotCheckException(what + " is not JSON. Check --base-url." + advice);
    }
  }
}
