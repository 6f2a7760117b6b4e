package io.omfconnections.contract.http;

import java.time.Duration;

/**
 * How the client sends a request body.
 *
 * @param chunked true for chunked transfer coding (RFC 9112, section 7.1), false for Content-Length
 * @param pieces the number of separate writes, and of chunks if chunked
 * @param pause how long to wait before each write
 * @param prefix what is sent before the request line, such as an empty line
 * @param chunkExtension what follows each chunk size, starting with a semicolon; may be empty
 */
public record Delivery(
    boolean chunked, int pieces, Duration pause, String prefix, String chunkExtension) {
  /** One write, with Content-Length. */
  public static final Delivery AT_ONCE = new Delivery(false, 1, Duration.ZERO);

  /** One write of a single chunk. */
  public static final Delivery CHUNKED = new Delivery(true, 1, Duration.ZERO);

  /** One write, with Content-Length, after an empty line. */
  public static final Delivery AFTER_EMPTY_LINE = new Delivery(false, 1, Duration.ZERO, "\r\n", "");

  /** Several chunks, each of which has chunk extensions. */
  public static final Delivery WITH_CHUNK_EXTENSIONS =
      new Delivery(true, 3, Duration.ZERO, "", ";a;b=c;d=\"e;f\"");

  /** Creates a delivery without a prefix and without chunk extensions. */
  public Delivery(boolean chunked, int pieces, Duration pause) {
    this(chunked, pieces, pause, "", "");
  }

  /** Several writes with a pause before each, with Content-Length. */
  public static Delivery trickling(int pieces, Duration pause) {
    return new Delivery(false, pieces, pause);
  }
}
