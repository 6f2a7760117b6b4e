package io.omfconnections.server.rest;

import java.io.IOException;
import java.util.List;

/**
 * An endpoint outside the contract, which needs no token. {@link RequestHandler} responds to its
 * requests before the filters, and outside the limit of concurrent requests: a busy server is
 * healthy, and can be observed.
 */
abstract class DirectEndpoint {
  private final List<Route> routes;

  /** Creates an endpoint for paths without parameters. */
  DirectEndpoint(List<Route> routes) {
    this.routes = routes;
  }

  /** Returns the routes of the endpoint. */
  List<Route> routes() {
    return routes;
  }

  /** Returns whether a request is for this endpoint. Sets the template of its path. */
  boolean accepts(RequestContext context) {
    for (Route route : routes) {
      if (route.method().equals(context.method()) && route.match(context.pathSegments()) != null) {
        context.template(route.template());
        return true;
      }
    }
    return false;
  }

  /** Returns whether the endpoint responds also while the server stops. */
  boolean respondsWhileStopping() {
    return false;
  }

  /**
   * Writes the response.
   *
   * @throws ApiException if there is an error response instead
   */
  abstract void respond(RequestContext context) throws IOException;
}
