package io.omfconnections.server.rest;

import java.util.Map;

/** A message that is not a request of HTTP/1.0 or HTTP/1.1, or one that the service rejects. */
final class MalformedHttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * Creates the exception.
   *
   * @param fault what is wrong with the request, such as "has a malformed request line"
   */
  MalformedHttpException(ErrorCode code, String fault) {
    super(fault);
    this.code = code;
  }

  /** Creates an exception that becomes 400. */
  MalformedHttpException(String fault) {
    this(ErrorCode.HTTP_MALFORMED, fault);
  }

  /** Returns the error that the response reports. */
  ApiException error() {
    return new ApiException(
        code,
        "The service does not process this message, because it " + getMessage() + ".",
        Map.of("request", String.valueOf(getMessage())));
  }
}
