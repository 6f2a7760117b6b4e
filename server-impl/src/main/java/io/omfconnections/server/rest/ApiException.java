package io.omfconnections.server.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Error detected by this package: its {@link ErrorCode}, and the texts that depend on the request.
 */
@SuppressWarnings("serial") // never serialized
final class ApiException extends RuntimeException {
  private final ErrorCode code;
  private final String reason;
  private final Map<String, String> parameters;
  private final Map<String, String> headers;
  private final @Nullable Rejection rejection;

  /**
   * Creates an error.
   *
   * @param reason one sentence that says what was wrong
   * @param parameters what was wrong with each property, path parameter or header field, by name
   */
  ApiException(ErrorCode code, String reason, Map<String, String> parameters) {
    this(code, reason, parameters, Map.of(), null);
  }

  /**
   * Creates an error whose response needs header fields of its own, such as {@code Allow}.
   *
   * @param headers the additional header fields
   */
  ApiException(
      ErrorCode code, String reason, Map<String, String> parameters, Map<String, String> headers) {
    this(code, reason, parameters, headers, null);
  }

  private ApiException(
      ErrorCode code,
      String reason,
      Map<String, String> parameters,
      Map<String, String> headers,
      @Nullable Rejection rejection) {
    super(reason);
    this.code = code;
    this.reason = reason;
    this.parameters = parameters;
    this.headers = headers;
    this.rejection = rejection;
  }

  /** Returns the error for a path that does not exist. */
  static ApiException unknownPath() {
    return new ApiException(
        ErrorCode.PATH_UNKNOWN, "This path does not exist.", Map.of("path", "does not exist"));
  }

  /**
   * Returns the error for something that the service can't do at the moment.
   *
   * @param cause why
   */
  static ApiException unavailable(Rejection cause, String reason, Map<String, String> parameters) {
    return new ApiException(ErrorCode.SERVICE_UNAVAILABLE, reason, parameters, Map.of(), cause);
  }

  /** Returns the error for storage that does not respond in time, or fails during a commit. */
  static ApiException storageFailed(ErrorCode code, String reason, Map<String, String> parameters) {
    return new ApiException(code, reason, parameters, Map.of(), Rejection.STORAGE);
  }

  /**
   * Returns the error for a request for which the service has no place.
   *
   * @param cause which places are taken
   */
  static ApiException overloaded(Rejection cause) {
    return unavailable(
        cause,
        "The service is processing its maximum number of concurrent requests."
            + " Nothing was changed.",
        Map.of("requests", "too many concurrent requests"));
  }

  /** Returns the error for a request whose connection was closed: nobody receives it. */
  static ApiException connectionClosed() {
    return new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The connection was closed before the request was processed. Nothing was changed.",
        Map.of("connection", "closed"));
  }

  /** Returns the error for a request whose caller has its share of the places. */
  static ApiException callerHasShare() {
    return unavailable(
        Rejection.SHARE_OF_PLACES,
        "The service is processing as many requests of the same tenant or network as it can while"
            + " it keeps places for others. Nothing was changed.",
        Map.of("requests", "too many concurrent requests of the same tenant or network"));
  }

  /** Returns the error for a path that follows a base URL with a slash at its end. */
  static ApiException leadingSlashes() {
    return new ApiException(
        ErrorCode.PATH_UNKNOWN,
        "This path does not exist, because it starts with two slashes. Remove the slash at the end"
            + " of the base URL.",
        Map.of("path", "starts with two slashes"));
  }

  /** Returns the error for a request that arrives while the server stops. */
  static ApiException stopping() {
    return new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The service is stopping. Nothing was changed.",
        Map.of("requests", "no longer accepted"),
        Map.of("Connection", "close"),
        Rejection.STOPPING);
  }

  /** Returns the error for a defect of the service. Its cause is in the log only. */
  static ApiException internalError(String operationId) {
    return new ApiException(
        ErrorCode.INTERNAL_ERROR,
        "Internal error. Quote this OperationId when you report it.",
        Map.of("OperationId", operationId));
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

  /** Returns why the service can't process the request; null for other errors. */
  @Nullable Rejection rejection() {
    return rejection;
  }
}
