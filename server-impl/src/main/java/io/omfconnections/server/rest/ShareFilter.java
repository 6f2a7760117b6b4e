package io.omfconnections.server.rest;

import io.omfconnections.server.identity.Network;

/**
 * Counts a request for its caller, so that one caller cannot occupy the whole service: for the
 * tenant of the access token, or for the network of a caller that needs no token. Tenants are not
 * limited if there is only one, which then has nobody to leave anything to.
 */
final class ShareFilter implements RequestFilter {
  private final boolean severalTenants;

  /**
   * Creates the filter.
   *
   * @param severalTenants whether the service has more than one tenant
   */
  ShareFilter(boolean severalTenants) {
    this.severalTenants = severalTenants;
  }

  @Override
  public void filter(RequestContext request) {
    if (request.operation() == null) {
      request.caller("network " + Network.of(request.request().getRemoteAddr()));
    } else if (severalTenants) {
      request.caller("tenant " + request.identity().tenantId());
    }
  }
}
