package io.omfconnections.server.rest;

/**
 * A check that a request passes before JAX-RS matches the resource method. Filters reject the
 * requests that JAX-RS would reject, because its error responses lack the standard error body.
 */
interface RequestFilter {
  /**
   * Checks the request, and adds what it has found out to its context.
   *
   * @throws RuntimeException if the request is rejected; {@link ErrorMapper} maps it to an error
   */
  void filter(RequestContext request);
}
