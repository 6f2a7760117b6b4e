package io.omfconnections.contract.faulty;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.util.Set;

/** Faults in status codes, methods and header fields. */
final class StatusAndHeaderFaults {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String OPERATION_ID = "Operation-Id";
  private static final String REQUEST_TIMEOUT = "Request-Timeout";

  private StatusAndHeaderFaults() {}

  // ----------------------------------------------------------------------------- Status codes

  /** Returns one status code instead of another. */
  static Fault status(int documented, int returned) {
    return MessageChanges.responses(
        documented, response -> MessageChanges.withStatus(response, returned));
  }

  /** Returns 406 when Accept names HTML. */
  static Fault honoursAccept() {
    return MessageChanges.responses(
        (request, response) ->
            request.headers().first("Accept").orElse("*/*").contains("text/html"),
        response -> MessageChanges.withStatus(response, 406));
  }

  /** Returns 304 to conditional requests. */
  static Fault honoursIfNoneMatch() {
    return MessageChanges.responses(
        (request, response) ->
            response.status() == 200 && request.headers().first("If-None-Match").isPresent(),
        response -> MessageChanges.withoutBody(response, 304));
  }

  /** Returns 204 to CORS preflight requests. */
  static Fault acceptsPreflight() {
    return MessageChanges.responses(
        (request, response) -> request.headers().first("Access-Control-Request-Method").isPresent(),
        response -> MessageChanges.withoutBody(response, 204));
  }

  /** Handles HEAD as GET, without the body. */
  static Fault supportsHead() {
    return Fault.inProxy(
        (request, upstream) -> {
          if (!request.method().equals("HEAD")) {
            return upstream.send(request);
          }
          Response response = upstream.send(request.withMethod("GET"));
          return new Response(response.status(), response.headers(), Body.empty());
        });
  }

  // ------------------------------------------------------------------- Response header fields

  /** Omits a header field from responses with the status code. */
  static Fault withoutHeader(int status, String name) {
    return MessageChanges.responses(
        status, response -> MessageChanges.withoutHeader(response, name));
  }

  /** Sets a header field of responses with the status code. */
  static Fault header(int status, String name, String value) {
    return MessageChanges.responses(
        status, response -> MessageChanges.withHeader(response, name, value));
  }

  /** Uses the same Operation-Id for every response. */
  static Fault constantOperationId() {
    return replacesOperationId((request, own) -> "00000000-0000-4000-8000-000000000001");
  }

  /** Takes the Operation-Id from the request. */
  static Fault echoesOperationId() {
    return replacesOperationId((request, own) -> request.headers().first(OPERATION_ID).orElse(own));
  }

  private interface OperationIds {
    String replace(Request request, String own);
  }

  private static Fault replacesOperationId(OperationIds ids) {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          String own = response.headers().first(OPERATION_ID).orElse("none");
          String id = ids.replace(request, own);
          return MessageChanges.withText(
              MessageChanges.withHeader(response, OPERATION_ID, id), text -> text.replace(own, id));
        });
  }

  // -------------------------------------------------------------------- Request header fields

  /** Rejects the media type {@code application/json} with a parameter. */
  static Fault rejectsMediaTypeParameters() {
    return MessageChanges.requests(
        request ->
            request.headers().first(CONTENT_TYPE).orElse("").matches("application/json *;.*")
                ? request.withHeader(CONTENT_TYPE, "text/plain")
                : request);
  }

  /** Rejects the media type {@code application/json} with a charset in PUT requests. */
  static Fault rejectsMediaTypeParametersOfPut() {
    return MessageChanges.requests(
        request ->
            request.method().equals("PUT")
                    && request.headers().first(CONTENT_TYPE).orElse("").contains("charset")
                ? request.withHeader(CONTENT_TYPE, "text/plain")
                : request);
  }

  /** Ignores Content-Encoding. */
  static Fault ignoresContentEncoding() {
    return MessageChanges.requests(request -> request.withoutHeader("Content-Encoding"));
  }

  /** Matches the names of header fields case-sensitively. */
  static Fault matchesHeaderNamesCaseSensitively() {
    Set<String> known = Set.of("Authorization", CONTENT_TYPE, REQUEST_TIMEOUT);
    return MessageChanges.requests(
        request -> {
          Request changed = request;
          for (Headers.Field field : request.headers().fields()) {
            if (known.stream().anyMatch(field.name()::equalsIgnoreCase)
                && !known.contains(field.name())) {
              changed = changed.withoutHeader(field.name());
            }
          }
          return changed;
        });
  }

  // ---------------------------------------------------------------------------------- Timeouts

  /** Ignores Request-Timeout. */
  static Fault ignoresRequestTimeout() {
    return MessageChanges.requests(request -> request.withoutHeader(REQUEST_TIMEOUT));
  }

  /** Returns 408 but carries out the request. */
  static Fault carriesOutTimedOutRequests() {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          if (response.status() == 408) {
            upstream.send(request.withoutHeader(REQUEST_TIMEOUT));
          }
          return response;
        });
  }

  /**
   * Applies an invalid Request-Timeout of about zero seconds to deletions, which must ignore it.
   */
  static Fault appliesZeroTimeoutToDeletions() {
    return MessageChanges.requests(
        request ->
            MessageChanges.operation(request).equals("deleteOmfConnection")
                    && request.headers().first(REQUEST_TIMEOUT).orElse("").matches("-?[0.]+1?")
                ? request.withHeader(REQUEST_TIMEOUT, "0.000000001")
                : request);
  }
}
