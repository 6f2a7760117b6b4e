package io.omfconnections.server.rest;

/**
 * The order of all filters, lowest first. A request passes {@link RequestHandler} before any of
 * them, and JAX-RS's own matching after all of them: what it would refuse in a form of its own has
 * been refused by then.
 *
 * <ol>
 *   <li>{@link RoutingFilter}: which operation is it? 404, 405
 *   <li>{@link AuthenticationFilter}: who is calling? 401
 *   <li>{@link NamespaceFilter}: is it the caller's tenant, and is there such a namespace? 403, 404
 *   <li>{@link RequestTimeoutFilter}: how long may it take? 400
 *   <li>{@link BodyFilter}: does the contract accept the body? 415, 400, 408
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
