package io.omfconnections.contract.http;

import java.time.Duration;

/**
 * How the client sends a request body.
 *
 * @param chunked true for chunked transfer coding (RFC 9112, section 7.1), false for Content-Length
 * @param pieces the number of separate writes, and of chunks if chunked
 * @param pause how long to wait before each write
 */
public record Delivery(boolean chunked, int pieces, Duration pause) {
  /** One write, with Content-Length. */
  public static final Delivery AT_ONCE = new Delivery(false, 1, Duration.ZERO);

  /** One write of a single chunk. */
  public static final Delivery CHUNKED = new Delivery(true, 1, Duration.ZERO);

  /** Several writes with a pause before each, with Content-Length. */
  public static Delivery trickling(int pieces, Duration pause) {
    return new Delivery(false, pieces, pause);
  }
}
