package io.omfconnections.server.rest;

import io.omfconnections.server.connections.Deadline;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Stream of a response body that does not wait for its client without end: each part must be taken
 * within the write timeout, and all of them within {@link RestServer#WRITE_MARGIN} after the
 * request's deadline. Otherwise a write throws {@link IOException}.
 */
final class ResponseStream extends FilterOutputStream {
  /** The number of bytes that a client must receive within the write timeout. */
  private static final int PART_BYTES = 8 * 1024;

  private final RequestContext context;
  private final Deadline deadline;

  ResponseStream(OutputStream out, RequestContext context) {
    super(out);
    this.context = context;
    this.deadline = Deadline.in(context.deadline().remaining().plus(RestServer.WRITE_MARGIN));
  }

  @Override
  public void write(int b) throws IOException {
    limitTime();
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int written = 0; written < length; written += PART_BYTES) {
      limitTime();
      out.write(bytes, offset + written, Math.min(PART_BYTES, length - written));
    }
  }

  @Override
  public void flush() throws IOException {
    limitTime();
    out.flush();
  }

  private void limitTime() throws IOException {
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      throw new IOException("The client reads the response too slowly");
    }
    Duration timeout = context.writeTimeout();
    Duration shorter = timeout.compareTo(remaining) < 0 ? timeout : remaining;
    context.limitWrite(shorter);
  }
}
