package io.omfconnections.server.rest;

/**
 * Priorities of the request filters, lowest first. Every request passes {@link RequestHandler}
 * before the filters. All filters run before JAX-RS matches the resource method. They reject the
 * requests that JAX-RS would reject, because its error responses lack the standard error body.
 *
 * <ol>
 *   <li>{@link RoutingFilter}: finds the operation; 404, 405
 *   <li>{@link AuthenticationFilter}: verifies the access token; 401
 *   <li>{@link NamespaceFilter}: checks the tenant and the namespace; 403, 404
 *   <li>{@link RequestTimeoutFilter}: reads the request timeout; 400
 *   <li>{@link BodyFilter}: reads and validates the body; 415, 400, 408
 * </ol>
 */
final class FilterOrder {
  static final int ROUTING = 100;
  static final int AUTHENTICATION = 200;
  static final int NAMESPACE = 300;
  static final int REQUEST_TIMEOUT = 400;
  static final int BODY = 500;

  private FilterOrder() {}
}
