package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.MessageChanges.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Faults in error bodies. */
final class ErrorBodyFaults {
  private static final Set<String> CONNECTION_PROPERTIES =
      Set.of("Name", "Description", "ClientIds");

  private ErrorBodyFaults() {}

  /** Omits a property. */
  static Fault withoutProperty(String name) {
    return MessageChanges.errors(error -> error.remove(name));
  }

  /** Names an exception and a source file. */
  static Fault showsInternals() {
    return MessageChanges.errors(
        error -> error.put("Reason", "java.lang.IllegalArgumentException at Resource.java:42"));
  }

  /** Uses the same texts for every error. */
  static Fault sameTextForEveryError() {
    return MessageChanges.errors(
        error ->
            error
                .put("Error", "Error")
                .put("Reason", "An error has occurred.")
                .put("Resolution", "Contact the support."));
  }

  /** Repeats the bearer token in a header field of responses with the status code 403. */
  static Fault echoesToken() {
    return Fault.inProxy(
        (request, upstream) -> {
          var response = upstream.send(request);
          String token = request.headers().first("Authorization").orElse("");
          return response.status() == 403
              ? MessageChanges.withHeader(response, "Received", token)
              : response;
        });
  }

  /** Does not escape quotation marks in identifiers. */
  static Fault doesNotEscapeIdentifiers() {
    return MessageChanges.responses(
        404,
        response ->
            MessageChanges.withText(response, text -> text.replaceAll("(\\w+ )\\\\\"", "$1\"")));
  }

  // -------------------------------------------------------------------------------- Parameters

  /** Names nothing specific in Parameters of responses with the status code. */
  static Fault unspecificParameters(int status) {
    return MessageChanges.responses(
        (request, response) ->
            response.status() == status && response.body().text().contains("Resolution"),
        response ->
            MessageChanges.withJson(
                response, json -> json.putObject("Parameters").put("request", "is wrong")));
  }

  /** Names only the first of several invalid properties of a PUT request. */
  static Fault namesFirstInvalidProperty() {
    return MessageChanges.responses(
        (request, response) -> response.status() == BAD_REQUEST && request.method().equals("PUT"),
        response ->
            MessageChanges.withJson(
                response,
                json -> {
                  Map.Entry<String, JsonNode> first =
                      json.path("Parameters").properties().iterator().next();
                  json.putObject("Parameters").set(first.getKey(), first.getValue());
                }));
  }

  /** Names every property of a connection when one of them is invalid. */
  static Fault namesValidProperties() {
    return MessageChanges.responses(
        (request, response) ->
            response.status() == BAD_REQUEST
                && MessageChanges.operation(request).matches("(create|update)OmfConnection"),
        response -> MessageChanges.withJson(response, ErrorBodyFaults::nameEveryProperty));
  }

  private static void nameEveryProperty(ObjectNode error) {
    ObjectNode parameters = error.withObject("/Parameters");
    if (!parameters.has("body") && !parameters.has("Request-Timeout")) {
      CONNECTION_PROPERTIES.forEach(
          name -> parameters.put(name, parameters.path(name).asText("must be valid")));
    }
  }
}
