package io.omfconnections.contract.faulty;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import java.util.Iterator;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Building blocks of the faults that change requests and responses in the proxy. */
final class MessageChanges {
  static final Contract CONTRACT = Contract.load();

  static final int BAD_REQUEST = 400;

  // Jackson's defaults, as most programs use them: of duplicate properties, the last one counts.
  private static final JsonMapper LENIENT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private MessageChanges() {}

  // ------------------------------------------------------------------------------------ Faults

  /** Changes every request. */
  static Fault requests(UnaryOperator<Request> change) {
    return Fault.inProxy((request, upstream) -> upstream.send(change.apply(request)));
  }

  /** Changes every response. */
  static Fault responses(UnaryOperator<Response> change) {
    return responses((request, response) -> true, change);
  }

  /** Changes the responses that have the status code. */
  static Fault responses(int status, UnaryOperator<Response> change) {
    return responses((request, response) -> response.status() == status, change);
  }

  /** Changes the responses for which the condition holds. */
  static Fault responses(BiPredicate<Request, Response> condition, UnaryOperator<Response> change) {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          return condition.test(request, response) ? change.apply(response) : response;
        });
  }

  /** Changes the successful responses (200) of the operations whose identifier matches. */
  static Fault successes(String operations, UnaryOperator<Response> change) {
    return responses(
        (request, response) -> response.status() == 200 && operation(request).matches(operations),
        change);
  }

  /** Changes the standard error bodies. */
  static Fault errors(Consumer<ObjectNode> change) {
    return responses(
        (request, response) ->
            response.status() >= BAD_REQUEST && response.body().text().contains("Resolution"),
        response -> withJson(response, change));
  }

  /** Replaces the matches of a regular expression in response bodies with the status code. */
  static Fault text(int status, String pattern, Function<MatchResult, String> replacement) {
    return responses(
        status, response -> withBody(response, replaced(response.body(), pattern, replacement)));
  }

  /** Removes elements from an array in successful responses. */
  static Fault withoutElements(String array, Predicate<JsonNode> unwanted) {
    return responses(
        200,
        response ->
            withJson(
                response,
                json -> {
                  Iterator<JsonNode> elements = json.path(array).elements();
                  while (elements.hasNext()) {
                    if (unwanted.test(elements.next())) {
                      elements.remove();
                    }
                  }
                }));
  }

  // ---------------------------------------------------------------------------------- Messages

  static Response withStatus(Response response, int status) {
    return new Response(status, response.headers(), response.body());
  }

  static Response withHeader(Response response, String name, String value) {
    return new Response(response.status(), response.headers().with(name, value), response.body());
  }

  static Response withoutHeader(Response response, String name) {
    return new Response(response.status(), response.headers().without(name), response.body());
  }

  static Response withBody(Response response, String text) {
    return new Response(response.status(), response.headers(), Body.of(text));
  }

  /** Returns a response with the status code and without a body. */
  static Response withoutBody(Response response, int status) {
    return new Response(status, response.headers().without("Content-Type"), Body.empty());
  }

  static Response withText(Response response, UnaryOperator<String> change) {
    return withBody(response, change.apply(response.body().text()));
  }

  /** Changes the body if it is a JSON object. */
  static Response withJson(Response response, Consumer<ObjectNode> change) {
    if (json(response.body()) instanceof ObjectNode json) {
      change.accept(json);
      return withBody(response, json.toString());
    }
    return response;
  }

  /** Changes the body if it is a JSON object. */
  static Request withJson(Request request, Consumer<ObjectNode> change) {
    if (json(request.body()) instanceof ObjectNode json) {
      change.accept(json);
      return request.withBody(json.toString());
    }
    return request;
  }

  /** Replaces the matches of a regular expression in the body. */
  static String replaced(Body body, String pattern, Function<MatchResult, String> replacement) {
    return Pattern.compile(pattern).matcher(body.text()).replaceAll(replacement);
  }

  /** Parses the body leniently; returns a missing node if it is not JSON. */
  static JsonNode json(Body body) {
    try {
      return LENIENT.readTree(new String(body.bytes(), UTF_8));
    } catch (JsonProcessingException e) {
      return LENIENT.missingNode();
    }
  }

  /** Returns the identifier of the requested operation; empty if the contract has none. */
  static String operation(Request request) {
    return CONTRACT.match(request.method(), request.target()) instanceof Match.Documented known
        ? known.operation().id()
        : "";
  }
}
