package io.omfconnections.server.rest;

import io.omfconnections.server.identity.Network;

/**
 * Counts a request for its caller, so that one caller cannot occupy the whole service: for the
 * tenant of the access token, or for the network of a caller that needs no token. Tenants are not
 * limited if there is only one, which then has nobody to leave anything to.
 */
final class ShareFilter implements RequestFilter {
  @Override
  public void filter(RequestContext request) {
    if (request.operation() == null) {
      request.caller("network " + Network.of(request.request().getRemoteAddr()));
    } else if (request.directory().tenants().size() > 1) {
      request.caller("tenant " + request.identity().tenantId());
    }
  }
}
