package io.omfconnections.server.rest;

/** Names of the header fields that are specific to this API. */
final class HeaderNames {
  /** Identifies the request in the response, in error bodies and in the log. */
  static final String OPERATION_ID = "Operation-Id";

  /** Number of seconds that the client allows for the request. */
  static final String REQUEST_TIMEOUT = "Request-Timeout";

  private HeaderNames() {}
}
