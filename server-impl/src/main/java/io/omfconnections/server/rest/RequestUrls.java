package io.omfconnections.server.rest;

import io.omfconnections.server.identity.ServiceUrls;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import org.glassfish.grizzly.http.server.Request;

/** The URLs of this service as the client that sends a request can use them. */
final class RequestUrls {
  private RequestUrls() {}

  /**
   * Returns the base URL, without a trailing slash. A client that sends no Host gets the address to
   * which it has connected, if that is one of the base URLs.
   */
  static URI base(ServiceUrls urls, RequestContext context) {
    String host = context.header(HttpHeaders.HOST);
    if (host != null && !host.isEmpty()) {
      return urls.forHost(host);
    }
    Request request = context.request();
    return urls.forHost(ServiceUrls.hostAndPort(request.getLocalAddr(), request.getLocalPort()));
  }
}
