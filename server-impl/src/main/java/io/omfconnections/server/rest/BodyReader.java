package io.omfconnections.server.rest;

import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;

/** Reads request bodies, within a maximum size and the deadline of the request. */
final class BodyReader {
  private BodyReader() {}

  /**
   * Reads the whole body.
   *
   * @param body the entity stream of the request
   * @param maxBytes the maximum size
   * @throws ApiException BODY_TOO_LARGE, or BODY_MALFORMED if the body ends prematurely
   * @throws OperationException TIMED_OUT if the body does not arrive in time
   */
  static byte[] read(RequestContext context, InputStream body, long maxBytes) {
    if (context.request().getContentLengthLong() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    Deadline deadline = context.deadline();
    Connection<?> connection = context.request().getContext().getConnection();
    long originalTimeout = connection.getReadTimeout(TimeUnit.MILLISECONDS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      while (true) {
        deadline.check();
        // The timeout of a read ends with its first byte, so it must be set for each read:
        // otherwise a client that sends a byte from time to time would never time out. Rounded up,
        // so that the deadline has passed when a read times out.
        connection.setReadTimeout(deadline.remaining().toMillis() + 1, TimeUnit.MILLISECONDS);
        int read = body.read(buffer);
        if (read == -1) {
          return bytes.toByteArray();
        }
        bytes.write(buffer, 0, read);
        if (bytes.size() > maxBytes) {
          throw tooLarge(maxBytes);
        }
      }
    } catch (IOException e) {
      deadline.check();
      throw new ApiException(
          ErrorCode.BODY_MALFORMED, "The body is incomplete.", Map.of("body", "is incomplete"));
    } finally {
      connection.setReadTimeout(originalTimeout, TimeUnit.MILLISECONDS);
    }
  }

  private static ApiException tooLarge(long maxBytes) {
    return new ApiException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than " + maxBytes + " bytes.",
        Map.of("body", "is larger than " + maxBytes + " bytes"));
  }
}
