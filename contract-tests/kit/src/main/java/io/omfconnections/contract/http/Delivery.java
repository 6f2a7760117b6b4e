package io.omfconnections.contract.http;

import java.time.Duration;

/**
 * How a request's body is brought to the server.
 *
 * @param chunked in chunks of unknown number, or with a Content-Length
 * @param pieces in how many pieces it is written
 * @param pause how long to wait before each piece
 */
public record Delivery(boolean chunked, int pieces, Duration pause) {
  /** All at once, with a Content-Length. */
  public static final Delivery AT_ONCE = new Delivery(false, 1, Duration.ZERO);

  /** All at once, in one chunk. */
  public static final Delivery CHUNKED = new Delivery(true, 1, Duration.ZERO);

  /** Piece by piece, with a Content-Length. */
  public static Delivery trickling(int pieces, Duration pause) {
    return new Delivery(false, pieces, pause);
  }
}
