package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header Request-Timeout. A value that the contract rejects is answered 400 where the
 * operation documents that; elsewhere the contract takes any value, and one that means nothing is
 * ignored.
 */
@PreMatching
@Priority(FilterOrder.REQUEST_TIMEOUT)
final class RequestTimeoutFilter implements ContainerRequestFilter {
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);

  @Override
  public void filter(ContainerRequestContext context) {
    Call call = Call.of(context);
    Contract.Operation operation = call.operation();
    String value = context.getHeaderString(Headers.REQUEST_TIMEOUT);
    if (operation == null || value == null) {
      return;
    }
    Schema schema = operation.requestTimeout();
    if (schema != null && !schema.validate(TextNode.valueOf(value)).isEmpty()) {
      throw new ApiException(
          ErrorCode.HEADER_INVALID,
          "The header Request-Timeout must be a positive number of seconds.",
          Map.of(Headers.REQUEST_TIMEOUT, "is not a positive decimal number"));
    }
    Duration limit = positiveSeconds(value);
    if (limit != null && limit.compareTo(call.deadline().remaining()) < 0) {
      call.limit(limit);
    }
  }

  /** The duration; null when the value is not a positive decimal number. */
  private static @Nullable Duration positiveSeconds(String value) {
    if (!value.matches("[0-9]+(\\.[0-9]+)?")) {
      return null;
    }
    BigDecimal seconds = new BigDecimal(value);
    if (seconds.signum() == 0) {
      return null;
    }
    // What is less than a nanosecond is over at once, and what is more than an int never ends.
    return Duration.ofNanos(seconds.min(MAX_SECONDS).movePointRight(9).longValue());
  }
}
