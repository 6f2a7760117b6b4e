package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Outermost HTTP handler: assigns the operation id, limits concurrency, passes the request to
 * Jersey, and writes the access log. Responds with the standard error body to requests that Jersey
 * can't process.
 */
final class RequestHandler extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  /**
   * Host and optional port (RFC 9110, section 7.2). Allows underscores, which are common in the
   * host names of containers.
   */
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

  private final GrizzlyHttpContainer jersey;
  private final ErrorWriter errors;
  private final Duration requestTimeout;
  private final Semaphore permits;

  RequestHandler(
      GrizzlyHttpContainer jersey,
      ErrorWriter errors,
      Duration requestTimeout,
      int maxConcurrentRequests) {
    this.jersey = jersey;
    this.errors = errors;
    this.requestTimeout = requestTimeout;
    this.permits = new Semaphore(maxConcurrentRequests);
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
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    // Does not wait: a thread that waits for a permit could reject other requests meanwhile.
    boolean permitted = permits.tryAcquire();
    try {
      response.setHeader(HeaderNames.OPERATION_ID, context.operationId());
      if (!permitted) {
        throw overloaded();
      }
      passToJersey(request, response);
    } catch (ApiException e) {
      errors.write(e, context);
    } catch (RuntimeException e) {
      LOG.error("The request failed because of a defect of the service", e);
      if (!closeIfCommitted(context)) {
        response.reset();
        errors.write(ApiException.internalError(context.operationId()), context);
      }
    } finally {
      if (permitted) {
        permits.release();
      }
      RequestLog.log(context, request.getMethod().getMethodString(), response.getStatus());
      MDC.remove(RequestLog.OPERATION_ID);
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
    context.setTruncated();
    request.getContext().getConnection().terminateSilently();
    return true;
  }

  private void passToJersey(Request request, Response response) throws IOException {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host != null && !host.isEmpty() && !HOST.matcher(host).matches()) {
      throw new ApiException(
          ErrorCode.HTTP_MALFORMED,
          "The header field Host is not a host and an optional port.",
          Map.of(HttpHeaders.HOST, "is not a host and an optional port"));
    }
    if (!isPath(request.getRequestURI())) {
      throw ApiException.unknownPath();
    }
    // Jersey rejects malformed queries and some hosts when it builds the request URI. The service
    // takes neither from Jersey, so both are replaced.
    request.getRequest().setQueryString("");
    request.getRequest().serverName().setString("localhost");
    jersey.service(request, response);
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
