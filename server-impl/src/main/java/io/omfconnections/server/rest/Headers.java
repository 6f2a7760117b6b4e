package io.omfconnections.server.rest;

/** The names of the headers that the service reads or writes itself, and values that are fixed. */
final class Headers {
  /** Names the request: in every response, in error bodies and in the log. */
  static final String OPERATION_ID = "Operation-Id";

  /** The seconds after which the caller no longer waits. */
  static final String REQUEST_TIMEOUT = "Request-Timeout";

  /** The seconds after which a service that was not available is worth another try. */
  static final String RETRY_AFTER_SECONDS = "5";

  private Headers() {}
}
