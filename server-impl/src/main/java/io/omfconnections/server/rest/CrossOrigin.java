package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins use the service in a browser (CORS, in the Fetch standard): adds
 * header fields to every response, errors included, and responds to preflight requests. Credentials
 * of the browser are not allowed: a page sends its token itself.
 */
final class CrossOrigin {
  /** Allows pages of every origin. */
  static final String ANY = "*";

  /** How long a browser may remember the response to a preflight request. */
  private static final String MAX_AGE_SECONDS = "600";

  private static final String ORIGIN = "Origin";
  private static final String REQUEST_METHOD = "Access-Control-Request-Method";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
  private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
  private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  private static final String MAX_AGE = "Access-Control-Max-Age";

  private final Set<String> origins;
  private final String requestHeaders;
  private final String responseHeaders;

  /**
   * Creates the component.
   *
   * @param origins the allowed origins, or {@link #ANY}; if empty, no response is changed
   */
  CrossOrigin(Set<String> origins, Contract contract) {
    this.origins = origins;
    Set<String> headers = new TreeSet<>(contract.requestHeaders());
    // OpenAPI describes these two as the security scheme and the media type of a body.
    headers.add(HttpHeaders.AUTHORIZATION);
    headers.add(HttpHeaders.CONTENT_TYPE);
    this.requestHeaders = String.join(", ", headers);
    this.responseHeaders = String.join(", ", contract.responseHeaders());
  }

  /**
   * Has the header fields added to the response of a request when its head is about to be sent:
   * each response passes there, also an error that replaces another response.
   */
  void prepare(RequestContext request) {
    if (!origins.isEmpty()) {
      Response response = request.request().getResponse();
      response.getOutputBuffer().registerLifeCycleListener(() -> addHeaders(request, response));
    }
  }

  private void addHeaders(RequestContext request, Response response) {
    boolean any = origins.contains(ANY);
    if (!any) {
      response.addHeader(HttpHeaders.VARY, ORIGIN);
    }
    String origin = request.header(ORIGIN);
    if (allows(origin)) {
      response.setHeader(ALLOW_ORIGIN, any ? ANY : String.valueOf(origin));
      response.setHeader(EXPOSE_HEADERS, responseHeaders);
    }
  }

  /**
   * Returns whether a request asks, for a page of an allowed origin, which requests the page may
   * send.
   */
  boolean isPreflight(RequestContext request) {
    return request.method().equals("OPTIONS")
        && request.header(REQUEST_METHOD) != null
        && allows(request.header(ORIGIN));
  }

  /**
   * Responds to a preflight request.
   *
   * @param methods the methods that the path supports, separated by commas
   */
  void respond(RequestContext request, String methods) {
    Response response = request.request().getResponse();
    response.setStatus(204);
    response.setHeader(ALLOW_METHODS, methods);
    response.setHeader(ALLOW_HEADERS, requestHeaders);
    response.setHeader(MAX_AGE, MAX_AGE_SECONDS);
  }

  private boolean allows(@Nullable String origin) {
    return origin != null && (origins.contains(ANY) || origins.contains(origin));
  }
}
