package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
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
 * What every request passes first and last: it gets its operation id, goes to Jersey, and leaves
 * one line in the log. What Jersey can't take is answered here, in the same form as any other
 * error; so is what comes while as many requests as are allowed are being worked on.
 */
final class RequestHandler extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final GrizzlyHttpContainer jersey;
  private final ObjectMapper mapper;
  private final Duration limit;
  private final Semaphore places;

  RequestHandler(
      GrizzlyHttpContainer jersey, ObjectMapper mapper, Duration limit, int maxConcurrentRequests) {
    this.jersey = jersey;
    this.mapper = mapper;
    this.limit = limit;
    this.places = new Semaphore(maxConcurrentRequests);
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
    Call call = new Call(request, limit);
    MDC.put(RequestLog.OPERATION_ID, call.operationId());
    boolean placed = places.tryAcquire();
    try {
      response.setHeader(Headers.OPERATION_ID, call.operationId());
      if (!placed) {
        refuse(call, response);
        return;
      }
      // No operation has a query, and Jersey refuses whole requests for one that is not well
      // formed.
      request.getRequest().setQueryString("");
      boolean hostIsFine = isHost(request);
      // Jersey makes a URI of it, and knows fewer names; nothing of ours asks Jersey for it.
      request.getRequest().serverName().setString("localhost");
      if (!hostIsFine) {
        write(
            call,
            response,
            ErrorCode.HTTP_MALFORMED,
            "The header Host does not hold a host and a port.",
            Map.of(HttpHeaders.HOST, "is no host and port"));
      } else if (!isUri(request.getRequestURI())) {
        ApiException error = RoutingFilter.addressUnknown();
        write(call, response, error.code(), error.reason(), error.parameters());
      } else {
        jersey.service(request, response);
      }
    } catch (RuntimeException e) {
      LOG.error("The request failed by a defect of the service", e);
      if (response.isCommitted()) {
        // The body is cut short. Nobody may take it for a whole one.
        request.getContext().getConnection().terminateSilently();
      } else {
        response.reset();
        response.setHeader(Headers.OPERATION_ID, call.operationId());
        write(
            call,
            response,
            ErrorCode.INTERNAL_ERROR,
            "The service failed. The cause stands in its log under the OperationId.",
            Map.of("OperationId", call.operationId()));
      }
    } finally {
      if (placed) {
        places.release();
      }
      RequestLog.log(call, request.getMethod().getMethodString(), response.getStatus());
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /**
   * Says at once that there are too many requests, without a look at this one. Waiting for a place
   * would take a thread that could tell others the same.
   */
  private void refuse(Call call, Response response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, Headers.RETRY_AFTER_SECONDS);
    write(
        call,
        response,
        ErrorCode.SERVICE_UNAVAILABLE,
        "The service is working on as many requests as it takes at once. Nothing was changed.",
        Map.of("requests", "too many at once"));
  }

  private void write(
      Call call, Response response, ErrorCode code, String reason, Map<String, String> parameters)
      throws IOException {
    byte[] body =
        mapper.writeValueAsBytes(ErrorBodies.build(code, call.operationId(), reason, parameters));
    response.setStatus(code.status());
    response.setHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    response.getOutputStream().write(body);
  }

  /** Expectations other than 100-continue may be ignored (RFC 9110, section 10.1.1), and are. */
  @Override
  protected boolean sendAcknowledgment(Request request, Response response) throws IOException {
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      super.sendAcknowledgment(request, response);
    }
    return true;
  }

  /**
   * A name, with underscores as they are common, or an address, and a port (RFC 9110, section 7.2).
   */
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

  private static boolean isHost(Request request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return host == null || host.isEmpty() || HOST.matcher(host).matches();
  }

  private static boolean isUri(String path) {
    try {
      // Behind a host, as two slashes at its start would make the first word of the path one.
      new URI("http://localhost" + path);
      return path.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
