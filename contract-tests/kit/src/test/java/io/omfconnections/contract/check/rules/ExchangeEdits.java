package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Conditions on exchanges, and changes of exchanges, that the tests of the rules combine. */
final class ExchangeEdits {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ExchangeEdits() {}

  // -------------------------------------------------------------------------------- Conditions

  static Predicate<Exchange> any() {
    return exchange -> true;
  }

  static Predicate<Exchange> hasStatus(int status) {
    return exchange -> exchange.status() == status;
  }

  static Predicate<Exchange> hasMethod(String method) {
    return exchange -> exchange.request().method().equals(method);
  }

  static Predicate<Exchange> isAccepted() {
    return exchange -> exchange.status() < 300;
  }

  static Predicate<Exchange> isAcceptedWithBody() {
    return isAccepted().and(exchange -> !exchange.request().body().isEmpty());
  }

  static Predicate<Exchange> isAcceptedWith(String requestProperty) {
    return isAcceptedWithBody()
        .and(exchange -> parse(exchange.request().body().text()).has(requestProperty));
  }

  static Predicate<Exchange> hasObject() {
    return exchange -> json(exchange).isObject();
  }

  static Predicate<Exchange> hasArray() {
    return exchange -> json(exchange).isArray();
  }

  /** The response's body has a value at the pointer that is not null. */
  static Predicate<Exchange> hasValue(String pointer) {
    return exchange ->
        !json(exchange).at(pointer).isMissingNode() && !json(exchange).at(pointer).isNull();
  }

  static Predicate<Exchange> isConnection() {
    return hasValue("/State");
  }

  static Predicate<Exchange> isError() {
    return hasValue("/Error");
  }

  // -------------------------------------------------------------------- Changes of the response

  static UnaryOperator<Exchange> status(int status) {
    return exchange ->
        exchange.withResponse(
            new Response(status, exchange.response().headers(), exchange.response().body()));
  }

  static UnaryOperator<Exchange> headers(UnaryOperator<Headers> change) {
    return exchange -> {
      Response response = exchange.response();
      return exchange.withResponse(
          new Response(response.status(), change.apply(response.headers()), response.body()));
    };
  }

  static UnaryOperator<Exchange> withHeader(String name, String value) {
    return headers(headers -> headers.with(name, value));
  }

  static UnaryOperator<Exchange> plusHeader(String name, String value) {
    return headers(headers -> headers.plus(name, value));
  }

  static UnaryOperator<Exchange> withoutHeader(String name) {
    return headers(headers -> headers.without(name));
  }

  static UnaryOperator<Exchange> body(UnaryOperator<Body> change) {
    return exchange -> {
      Response response = exchange.response();
      return exchange.withResponse(
          new Response(response.status(), response.headers(), change.apply(response.body())));
    };
  }

  static UnaryOperator<Exchange> text(UnaryOperator<String> change) {
    return body(body -> Body.of(change.apply(body.text())));
  }

  static UnaryOperator<Exchange> text(String text) {
    return body(body -> Body.of(text));
  }

  static UnaryOperator<Exchange> json(Consumer<JsonNode> change) {
    return text(
        text -> {
          JsonNode root = parse(text);
          change.accept(root);
          return root.toString();
        });
  }

  static UnaryOperator<Exchange> put(String pointer, @Nullable Object value) {
    int slash = pointer.lastIndexOf('/');
    return json(
        root ->
            ((ObjectNode) root.at(pointer.substring(0, slash)))
                .set(pointer.substring(slash + 1), MAPPER.valueToTree(value)));
  }

  static UnaryOperator<Exchange> remove(String pointer) {
    int slash = pointer.lastIndexOf('/');
    return json(
        root ->
            ((ObjectNode) root.at(pointer.substring(0, slash)))
                .remove(pointer.substring(slash + 1)));
  }

  // --------------------------------------------------------------------- Changes of the request

  static UnaryOperator<Exchange> request(UnaryOperator<Request> change) {
    return exchange -> new Exchange(change.apply(exchange.request()), exchange.response());
  }

  static UnaryOperator<Exchange> requestBody(UnaryOperator<String> change) {
    return request(request -> request.withBody(change.apply(request.body().text())));
  }

  static UnaryOperator<Exchange> target(String target) {
    return request(request -> request.withTarget(target));
  }

  static UnaryOperator<Exchange> method(String method) {
    return request(request -> request.withMethod(method));
  }

  static UnaryOperator<Exchange> malformed() {
    return request(
        request ->
            new Request(
                request.method(), request.target(), request.headers(), request.body(), false));
  }

  // ---------------------------------------------------------------------------------------------

  static UnaryOperator<Exchange> both(
      UnaryOperator<Exchange> first, UnaryOperator<Exchange> second) {
    return exchange -> second.apply(first.apply(exchange));
  }

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(Exchange exchange) {
    return parse(exchange.response().body().text());
  }
}
