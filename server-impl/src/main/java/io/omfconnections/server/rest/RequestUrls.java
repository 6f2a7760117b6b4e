package io.omfconnections.server.rest;

import io.omfconnections.server.identity.ServiceUrls;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;

/** The URLs of this service as the client that sends a request can use them. */
final class RequestUrls {
  private RequestUrls() {}

  /**
   * Returns the base URL, without a trailing slash. If the server listens on all addresses, it has
   * the one to which the client has connected.
   */
  static URI base(ServiceUrls urls, RequestContext request) {
    URI base = urls.forHost(request.header(HttpHeaders.HOST));
    String host = base.getHost();
    if (!host.equals("0.0.0.0") && !host.equals("[::]")) {
      return base;
    }
    String address = request.request().getLocalAddr();
    return URI.create(
        base.getScheme()
            + "://"
            + (address.contains(":") ? "[" + address + "]" : address)
            + ":"
            + base.getPort());
  }
}
