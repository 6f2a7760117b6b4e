package io.omfconnections.server.rest;

import java.util.Map;

/** An error that the wire side finds itself, before the service is asked. */
@SuppressWarnings("serial") // never serialized
final class ApiException extends RuntimeException {
  private final ErrorCode code;
  private final String reason;
  private final Map<String, String> parameters;
  private final Map<String, String> headers;

  ApiException(ErrorCode code, String reason, Map<String, String> parameters) {
    this(code, reason, parameters, Map.of());
  }

  /** An error whose answer needs headers of its own, as 401 and 405 do. */
  ApiException(
      ErrorCode code, String reason, Map<String, String> parameters, Map<String, String> headers) {
    super(reason);
    this.code = code;
    this.reason = reason;
    this.parameters = parameters;
    this.headers = headers;
  }

  ErrorCode code() {
    return code;
  }

  String reason() {
    return reason;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  Map<String, String> headers() {
    return headers;
  }
}
