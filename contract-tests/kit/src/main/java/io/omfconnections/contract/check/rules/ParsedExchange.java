package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import io.omfconnections.contract.model.Schemas;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An exchange with everything that the rules need to know about it: what the request matches in the
 * contract, which response is expected, and the parsed bodies. Immutable.
 */
public final class ParsedExchange {
  private static final String ERROR_BODY = "#/components/schemas/ErrorResponseBody";
  private static final String CONNECTION = "#/components/schemas/OmfConnection";
  private static final String CONNECTIONS = "#/components/schemas/OmfConnections";

  private final Contract contract;
  private final Schemas schemas;
  private final Request request;
  private final Response response;
  private final @Nullable Match match;
  private final @Nullable ResponseSpec expected;
  private final @Nullable JsonBody responseBody;
  private final List<Schemas.Fault> responseFaults;
  private final @Nullable Operation accepted;
  private final @Nullable JsonBody acceptedBody;

  private ParsedExchange(
      Contract contract, Schemas schemas, Exchange exchange, boolean requestOnly) {
    this.contract = contract;
    this.schemas = schemas;
    this.request = exchange.request();
    this.response = exchange.response();
    this.match = request.wellFormed() ? contract.match(request.method(), request.target()) : null;
    this.expected = requestOnly ? null : findExpected();
    this.responseBody = parseResponseBody();
    this.responseFaults = validateResponseBody();
    this.accepted = operation().filter(known -> requestOnly || isSuccess()).orElse(null);
    this.acceptedBody = parseAcceptedBody();
  }

  /** Parses an exchange. */
  public static ParsedExchange of(Contract contract, Schemas schemas, Exchange exchange) {
    return new ParsedExchange(contract, schemas, exchange, false);
  }

  /** Parses the request of an exchange as though the server had accepted it. */
  public static ParsedExchange ofRequest(Contract contract, Schemas schemas, Exchange exchange) {
    return new ParsedExchange(contract, schemas, exchange, true);
  }

  Contract contract() {
    return contract;
  }

  Schemas schemas() {
    return schemas;
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  int status() {
    return response.status();
  }

  /** Returns what the request matches in the contract; empty if it is not well-formed HTTP. */
  Optional<Match> match() {
    return Optional.ofNullable(match);
  }

  /** Returns the operation that the request matches, if it matches one. */
  Optional<Operation> operation() {
    return match instanceof Match.Documented documented
        ? Optional.of(documented.operation())
        : Optional.empty();
  }

  /**
   * Returns the response that the contract specifies for this request and status. Empty if the
   * status is wrong. Another rule reports that, and the other rules then skip the response.
   */
  Optional<ResponseSpec> expectedResponse() {
    return Optional.ofNullable(expected);
  }

  /** Returns the specification of the response's body, if a body is expected. */
  Optional<BodySpec> expectedBody() {
    // A response to HEAD has the header fields of a body, but no body (RFC 9110, section 9.3.2).
    return expected == null || request.method().equals("HEAD")
        ? Optional.empty()
        : Optional.ofNullable(expected.body());
  }

  boolean isIdentityEndpoint() {
    return match instanceof Match.IdentityEndpoint;
  }

  /** Returns the response's body, if it has one that is expected to be JSON. */
  Optional<JsonBody> responseBody() {
    return Optional.ofNullable(responseBody);
  }

  /** Returns the errors of the response's body against its schema, which is closed. */
  List<Schemas.Fault> responseFaults() {
    return responseFaults;
  }

  /** Returns the response's body, if it is JSON and documented as an error body. */
  Optional<JsonNode> errorBody() {
    return responseValue(ERROR_BODY);
  }

  /** Returns the connections in the response's body, if it is documented to contain any. */
  Stream<JsonNode> connections() {
    Stream<JsonNode> listed =
        responseValue(CONNECTIONS).stream()
            .flatMap(list -> StreamSupport.stream(list.path("Results").spliterator(), false));
    return Stream.concat(responseValue(CONNECTION).stream(), listed);
  }

  /**
   * Returns the operation, if the server has accepted the request: with a documented 2xx status.
   */
  Optional<Operation> acceptedOperation() {
    return Optional.ofNullable(accepted);
  }

  /**
   * Returns the specification of the request's body, if the server has accepted the request and the
   * operation takes a body. An optional body that is missing counts as none.
   */
  Optional<BodySpec> acceptedBodySpec() {
    return acceptedOperation()
        .flatMap(known -> Optional.ofNullable(known.requestBody()))
        .filter(body -> body.required() || !request.body().isEmpty());
  }

  /** Returns the accepted request's body, if its media type is a documented one. */
  Optional<JsonBody> acceptedBody() {
    return Optional.ofNullable(acceptedBody);
  }

  /**
   * Returns the pointer of the schema for the request's media type; empty if the request must be
   * rejected with 415. Case and parameters of the media type are ignored.
   */
  Optional<String> requestSchema(BodySpec body) {
    List<String> types = request.headers().all("Content-Type");
    // Content codings are not supported (erratum E29).
    boolean identity =
        request.headers().all("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase);
    if (types.size() != 1 || !identity) {
      return Optional.empty();
    }
    String type = types.get(0).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(body.schemas().get(type));
  }

  /** Describes the request's media type and content coding for people. */
  String requestMediaType() {
    List<String> codings = request.headers().all("Content-Encoding");
    return "Content-Type "
        + request.headers().all("Content-Type")
        + (codings.isEmpty() ? "" : ", Content-Encoding " + codings);
  }

  private boolean isSuccess() {
    return expected != null && status() >= 200 && status() < 300;
  }

  private @Nullable ResponseSpec findExpected() {
    int status = status();
    if (match == null) {
      return status >= 400 && status <= 599 ? contract.sharedResponse(status, "BadRequest") : null;
    }
    if (match instanceof Match.Documented documented) {
      return documented.operation().responses().get(status);
    }
    ResponseSpec notFound = contract.sharedResponse(status, "NotFound");
    if (match instanceof Match.UnknownMethod) {
      return status == 405 ? notFound : null;
    }
    if (match instanceof Match.UnknownPath unknown) {
      return status == 404 || (status == 400 && !unknown.valid()) ? notFound : null;
    }
    // The contract does not describe the bodies of the identity endpoints.
    return new ResponseSpec(status, notFound.pointer(), notFound.headers(), null);
  }

  private @Nullable JsonBody parseResponseBody() {
    if (response.body().isEmpty()) {
      return null;
    }
    if (isIdentityEndpoint()) {
      return JsonBody.parse(response.body(), "#/components/securitySchemes");
    }
    return expectedBody()
        .map(body -> JsonBody.parse(response.body(), responseSchema(body)))
        .orElse(null);
  }

  /**
   * Returns the schema for the response's media type. If the media type is not documented, the body
   * is checked against the first schema, so that one fault does not hide another.
   */
  private String responseSchema(BodySpec body) {
    List<String> types = response.headers().all("Content-Type");
    String first = body.schemas().values().iterator().next();
    return types.size() == 1 ? body.schemas().getOrDefault(types.get(0), first) : first;
  }

  private List<Schemas.Fault> validateResponseBody() {
    return responseBody == null || responseBody.value() == null || isIdentityEndpoint()
        ? List.of()
        : schemas.validateClosed(responseBody.pointer(), responseBody.value());
  }

  private @Nullable JsonBody parseAcceptedBody() {
    return acceptedBodySpec()
        .flatMap(this::requestSchema)
        .map(schema -> JsonBody.parse(request.body(), schema))
        .orElse(null);
  }

  private Optional<JsonNode> responseValue(String schema) {
    return responseBody == null
            || isIdentityEndpoint()
            || !contract.resolve(responseBody.pointer()).equals(schema)
        ? Optional.empty()
        : Optional.ofNullable(responseBody.value());
  }
}
