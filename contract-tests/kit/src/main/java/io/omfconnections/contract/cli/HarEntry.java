package io.omfconnections.contract.cli;

import io.omfconnections.contract.exchange.Exchange;
import java.time.Instant;
import java.util.Set;

/**
 * Entry of a HAR file.
 *
 * @param started when the request was sent; the epoch if read from a file
 * @param exchange the request and the response
 * @param requestBodyKnown false if the file omits the request body
 * @param responseBodyKnown false if the file omits the response body
 */
record HarEntry(
    Instant started, Exchange exchange, boolean requestBodyKnown, boolean responseBodyKnown) {
  private static final Set<String> METHODS_WITHOUT_BODY =
      Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  /** Returns whether requests with this method usually have a body. */
  static boolean mayHaveBody(String method) {
    return !METHODS_WITHOUT_BODY.contains(method);
  }
}
