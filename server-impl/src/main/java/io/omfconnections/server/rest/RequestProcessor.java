package io.omfconnections.server.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Does the work for requests, limits how much is done at the same time, writes the error response
 * if it fails, and logs the end of each request.
 */
final class RequestProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(RequestProcessor.class);

  /** Time for which the unread rest of a body is skipped before the connection is closed. */
  private static final Duration MAX_TIME_TO_SKIP = Duration.ofSeconds(2);

  private final ErrorWriter errors;
  private final Semaphore permits;
  private final ScheduledExecutorService timer;

  /**
   * Creates a processor.
   *
   * @param maxConcurrentRequests maximum number of calls of {@link #process} at the same time
   */
  RequestProcessor(ErrorWriter errors, int maxConcurrentRequests, ScheduledExecutorService timer) {
    this.errors = errors;
    this.permits = new Semaphore(maxConcurrentRequests);
    this.timer = timer;
  }

  /**
   * Does a part of the work for a request, as one of the concurrent requests.
   *
   * @return false if an error response has been written
   */
  boolean process(RequestContext context, Runnable work) {
    // Does not wait: a thread that waits for a permit could reject other requests meanwhile.
    if (!permits.tryAcquire()) {
      fail(context, overloaded());
      return false;
    }
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      fail(context, e);
      return false;
    } finally {
      permits.release();
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /** Writes an error response, or closes the connection if a response has been started. */
  void fail(RequestContext context, Throwable failure) {
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    try {
      ApiException error = ErrorMapper.apiException(failure, context);
      if (!RequestHandler.closeIfCommitted(context)) {
        context.request().getResponse().reset();
        errors.write(error, context);
      }
    } catch (IOException e) {
      LOG.debug("The client closed the connection", e);
    } finally {
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /** Logs a request whose response has been written, and returns its memory to the budget. */
  void finish(RequestContext context) {
    context.memory().close();
    Request request = context.request();
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    try {
      RequestLog.log(context, request.getResponse().getStatus());
    } finally {
      MDC.remove(RequestLog.OPERATION_ID);
    }
    if (!request.getInputBuffer().isFinished()) {
      limitSkipping(request.getRequest());
    }
  }

  /** Closes the connection if Grizzly is still skipping the body after some time. */
  private void limitSkipping(HttpRequestPacket packet) {
    Connection<?> connection = packet.getConnection();
    var unused =
        timer.schedule(
            () -> {
              Object current =
                  connection
                      .getAttributes()
                      .getAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);
              // Grizzly reuses the objects of requests: this one may be another request by now.
              if (current == packet && packet.isSkipRemainder()) {
                connection.terminateSilently();
              }
            },
            MAX_TIME_TO_SKIP.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static ApiException overloaded() {
    return new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The service is processing its maximum number of concurrent requests."
            + " Nothing was changed.",
        Map.of("requests", "too many concurrent requests"));
  }
}
