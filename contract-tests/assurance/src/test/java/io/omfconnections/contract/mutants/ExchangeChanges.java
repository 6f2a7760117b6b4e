package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects changed copies of one recorded exchange. */
final class ExchangeChanges {
  static final String OPERATION_ID = "Operation-Id";
  static final String CONTENT_TYPE = "Content-Type";
  static final String JSON = "application/json";
  static final String OTHER_ID = "0c3dfd2e-94a5-4c1f-8e0b-5d6a7f8091a2";

  private final Exchange original;
  private final @Nullable Match match;
  private final @Nullable Operation operation;
  private final @Nullable JsonNode body;
  private final List<ChangedExchange> changed = new ArrayList<>();

  ExchangeChanges(Contract contract, Exchange original) {
    this.original = original;
    Request request = original.request();
    this.match = request.wellFormed() ? contract.match(request.method(), request.target()) : null;
    this.operation = match instanceof Match.Documented documented ? documented.operation() : null;
    this.body = parse(original.response().body());
  }

  /** Returns the recorded exchange. */
  Exchange original() {
    return original;
  }

  /** Returns what the request matches in the contract; null if it is malformed HTTP. */
  @Nullable Match match() {
    return match;
  }

  /** Returns the operation that the request matches; null if there is none. */
  @Nullable Operation operation() {
    return operation;
  }

  /** Returns the response body; null if it is empty or not JSON. */
  @Nullable JsonNode body() {
    return body;
  }

  /** Returns whether the contract describes the response. */
  boolean isDescribed() {
    return !(match instanceof Match.IdentityEndpoint);
  }

  /** Returns the access token of the request; null if it has none. */
  @Nullable String token() {
    String header = original.request().headers().first("Authorization").orElse("");
    String[] parts = header.split(" ", 2);
    return parts.length == 2 && parts[1].length() >= 32 ? parts[1] : null;
  }

  List<ChangedExchange> changed() {
    return changed;
  }

  /** Adds an exchange that violates the contract. */
  void wrong(String operator, Exchange exchange) {
    changed.add(new ChangedExchange(operator, true, exchange));
  }

  /** Adds an exchange that does not violate the contract. */
  void correct(String operator, Exchange exchange) {
    changed.add(new ChangedExchange(operator, false, exchange));
  }

  void add(String operator, boolean violates, Exchange exchange) {
    changed.add(new ChangedExchange(operator, violates, exchange));
  }

  Exchange withStatus(int status) {
    Response response = original.response();
    return original.withResponse(new Response(status, response.headers(), response.body()));
  }

  Exchange withHeaders(UnaryOperator<Headers> edit) {
    Response response = original.response();
    return original.withResponse(
        new Response(response.status(), edit.apply(response.headers()), response.body()));
  }

  Exchange withBody(String text) {
    return withBody(Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  Exchange withBody(Body other) {
    Response response = original.response();
    return original.withResponse(new Response(response.status(), response.headers(), other));
  }

  Exchange withRequest(Request request) {
    return new Exchange(request, original.response());
  }

  static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  /** Parses a body; returns null if it is empty or not JSON. */
  static @Nullable JsonNode parse(Body body) {
    try {
      return body.isEmpty() ? null : StrictJson.read(body);
    } catch (NotJsonException e) {
      return null;
    }
  }
}
