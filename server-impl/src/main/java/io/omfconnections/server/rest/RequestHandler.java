package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.slf4j.MDC;

/**
 * Outermost HTTP handler: assigns the operation id, limits concurrency, runs the filters, passes
 * the request to Jersey, and writes the access log.
 */
final class RequestHandler extends HttpHandler {
  private final List<RequestFilter> filters;
  private final GrizzlyHttpContainer jersey;
  private final ErrorWriter errors;
  private final Duration requestTimeout;
  private final Semaphore permits;
  private final int half;

  /**
   * Creates the handler.
   *
   * @param filters the filters, in the order in which they run
   * @param maxConcurrentRequests maximum number of requests in progress
   */
  RequestHandler(
      List<RequestFilter> filters,
      GrizzlyHttpContainer jersey,
      ErrorWriter errors,
      Duration requestTimeout,
      int maxConcurrentRequests) {
    this.filters = filters;
    this.jersey = jersey;
    this.errors = errors;
    this.requestTimeout = requestTimeout;
    this.permits = new Semaphore(maxConcurrentRequests);
    this.half = maxConcurrentRequests / 2;
  }

  @Override
  public void start() {
    jersey.start();
  }

  @Override
  public void destroy() {
    jersey.destroy();
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    RequestContext context = new RequestContext(request, requestTimeout);
    context.writeTimeout(this::writeTimeout);
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    // Does not wait: a thread that waits for a permit could reject other requests meanwhile.
    boolean permitted = permits.tryAcquire();
    try {
      response.setHeader(HeaderNames.OPERATION_ID, context.operationId());
      if (!permitted) {
        throw overloaded();
      }
      requireValidTarget(request);
      filters.forEach(filter -> filter.filter(context));
      passToJersey(context);
    } catch (VirtualMachineError e) {
      cut(context);
      throw e;
    } catch (RuntimeException | Error e) {
      ApiException error = ErrorMapper.apiException(e, context);
      if (!closeIfCommitted(context)) {
        response.reset();
        errors.write(error, context);
      }
    } finally {
      finish(context);
      if (permitted) {
        permits.release();
      }
      RequestLog.log(context, response.getStatus());
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /** Clients that read slowly may keep a place while there are enough for others. */
  private Duration writeTimeout() {
    return permits.availablePermits() < half
        ? RestServer.BUSY_WRITE_TIMEOUT
        : RestServer.WRITE_TIMEOUT;
  }

  /** Waits until the response is sent. Closes the connection if that fails. */
  private static void finish(RequestContext context) {
    try {
      context.request().getResponse().getOutputBuffer().endRequest();
    } catch (IOException e) {
      cut(context);
    }
  }

  /**
   * Closes the connection if the status line of the response has been sent, so that the client sees
   * a truncated response and does not take it for a complete one.
   *
   * @return false if nothing has been sent: the caller can still send an error response
   */
  static boolean closeIfCommitted(RequestContext context) {
    Request request = context.request();
    if (!request.getResponse().isCommitted()) {
      return false;
    }
    cut(context);
    return true;
  }

  private static void cut(RequestContext context) {
    context.setTruncated();
    context.request().getContext().getConnection().terminateSilently();
  }

  private static void requireValidTarget(Request request) {
    if (!isPath(request.getRequestURI())) {
      throw ApiException.unknownPath();
    }
  }

  private void passToJersey(RequestContext context) {
    Request request = context.request();
    HttpRequestPacket packet = request.getRequest();
    packet.setRequestURI(context.resourcePath());
    // Jersey rejects malformed queries and some hosts when it builds the request URI. The service
    // takes neither from Jersey, so both are replaced.
    packet.setQueryString("");
    packet.serverName().setString("localhost");
    // The service sends JSON whatever the request accepts; Jersey would respond 406.
    packet.getHeaders().setValue(HttpHeaders.ACCEPT).setString(MediaType.APPLICATION_JSON);
    jersey.service(request, request.getResponse());
  }

  private static ApiException overloaded() {
    return new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The service is processing its maximum number of concurrent requests."
            + " Nothing was changed.",
        Map.of("requests", "too many concurrent requests"));
  }

  /**
   * Acknowledges only the expectation 100-continue. Others may be ignored (RFC 9110, section
   * 10.1.1).
   */
  @Override
  protected boolean sendAcknowledgment(Request request, Response response) throws IOException {
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      super.sendAcknowledgment(request, response);
    }
    return true;
  }

  private static boolean isPath(String target) {
    try {
      // The host is needed because a path that starts with two slashes would be read as an
      // authority.
      new URI("http://localhost" + target);
      return target.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
