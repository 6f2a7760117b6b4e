package io.omfconnections.server.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs the work that {@link RequestHandler} passes to it, for a limited number of requests at the
 * same time (503 beyond it). Writes the error response if the work fails, waits until the response
 * is sent, returns the memory of the request, and writes its log line.
 */
final class RequestProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(RequestProcessor.class);

  /** Time for which the unread rest of a body is skipped before the connection is closed. */
  private static final Duration MAX_TIME_TO_SKIP = Duration.ofSeconds(2);

  private final ErrorWriter errors;
  private final Semaphore permits;
  private final int half;
  private final ScheduledExecutorService timer;

  /**
   * Creates a processor.
   *
   * @param maxConcurrentRequests maximum number of calls of {@link #process} at the same time
   */
  RequestProcessor(ErrorWriter errors, int maxConcurrentRequests, ScheduledExecutorService timer) {
    this.errors = errors;
    this.permits = new Semaphore(maxConcurrentRequests);
    this.half = maxConcurrentRequests / 2;
    this.timer = timer;
  }

  /**
   * Does a part of the work for a request, as one of the concurrent requests. If it responds to the
   * request, it is in progress until the response is sent.
   *
   * @param work returns whether it has responded to the request
   * @return whether the request has been responded to, by the work or with an error
   */
  boolean process(RequestContext context, BooleanSupplier work) {
    // Does not wait: a thread that waits for a permit could reject other requests meanwhile.
    if (!permits.tryAcquire()) {
      refuse(context, overloaded());
      return true;
    }
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    boolean responded = true;
    try {
      responded = work.getAsBoolean();
    } catch (RuntimeException | Error e) {
      fail(context, e);
    } finally {
      if (responded) {
        send(context);
      }
      permits.release();
      if (responded) {
        end(context);
      }
      MDC.remove(RequestLog.OPERATION_ID);
    }
    return responded;
  }

  /** Responds to a request with an error, and not as one of the concurrent requests. */
  void refuse(RequestContext context, RuntimeException error) {
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    try {
      fail(context, error);
      send(context);
      end(context);
    } finally {
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /**
   * Returns the time within which a client must take a part of its response: less while more than
   * half of the permits are in use.
   */
  Duration writeTimeout() {
    return permits.availablePermits() < half
        ? RestServer.BUSY_WRITE_TIMEOUT
        : RestServer.WRITE_TIMEOUT;
  }

  /** Writes an error response, or closes the connection if a response has been started. */
  private void fail(RequestContext context, Throwable failure) {
    try {
      ApiException error = ErrorMapper.apiException(failure, context);
      if (!RequestHandler.closeIfCommitted(context)) {
        context.request().getResponse().reset();
        errors.write(error, context);
      }
    } catch (IOException e) {
      LOG.debug("The client closed the connection", e);
    }
  }

  /**
   * Waits until the response is sent. Closes the connection if that fails. Grizzly itself sends a
   * response that fits into its buffer, and the end of any other one.
   */
  private static void send(RequestContext context) {
    Response response = context.request().getResponse();
    try {
      if (response.isCommitted()) {
        response.flush();
      }
    } catch (IOException e) {
      RequestHandler.cut(context);
    }
  }

  /** Logs a request whose response has been sent, and returns its memory to the budget. */
  private void end(RequestContext context) {
    context.memory().close();
    Request request = context.request();
    RequestLog.log(context, request.getResponse().getStatus());
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
