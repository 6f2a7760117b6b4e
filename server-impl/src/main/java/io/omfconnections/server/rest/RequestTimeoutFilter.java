package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header field Request-Timeout. Invalid values get 400 where the operation documents 400;
 * elsewhere they are ignored. The server's own timeout is the maximum.
 */
final class RequestTimeoutFilter implements RequestFilter {
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);

  @Override
  public void filter(RequestContext request) {
    Contract.Operation operation = request.operation();
    String value = request.header(HeaderNames.REQUEST_TIMEOUT);
    if (operation == null || value == null) {
      return;
    }
    Schema schema = operation.requestTimeout();
    if (schema != null && !schema.validate(TextNode.valueOf(value)).isEmpty()) {
      throw new ApiException(
          ErrorCode.HEADER_INVALID,
          "The header field Request-Timeout must be a positive number of seconds.",
          Map.of(HeaderNames.REQUEST_TIMEOUT, "must be a positive decimal number"));
    }
    Duration timeout = positiveSeconds(value);
    if (timeout != null && timeout.compareTo(request.deadline().remaining()) < 0) {
      request.timeout(timeout);
    }
  }

  /** Returns the duration; null if the value is not a positive decimal number. */
  private static @Nullable Duration positiveSeconds(String value) {
    if (!value.matches("[0-9]+(\\.[0-9]+)?")) {
      return null;
    }
    BigDecimal seconds = new BigDecimal(value);
    if (seconds.signum() == 0) {
      return null;
    }
    // Rounds down to whole nanoseconds. The maximum keeps the nanoseconds within a long.
    return Duration.ofNanos(seconds.min(MAX_SECONDS).movePointRight(9).longValue());
  }
}
