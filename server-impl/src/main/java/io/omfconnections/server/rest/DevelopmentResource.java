package io.omfconnections.server.rest;

import io.omfconnections.server.connections.Deadline;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Resets the data of a server that uses the development directory. With another directory, the path
 * does not exist. It is not part of the contract. A reset needs no token, because the credentials
 * of the development directory are public: anyone can get a token.
 *
 * <p>A web page that a developer opens in a browser must not be able to reset the data of the
 * server on the developer's machine. So requests of pages are rejected, unless the server is
 * configured to allow their origin. Browsers add the header field Origin to each POST request of a
 * page, and the page can't prevent it; other programs do not send it.
 *
 * <p>Another common protection is to require a header field that pages can't send to another site
 * without a preflight request. It would not suffice: by DNS rebinding, the host name of the page
 * resolves to 127.0.0.1, so that the browser takes the server for the page's own site, to which it
 * may send any field.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class DevelopmentResource {
  static final String RESET = "/development/reset";

  private static final String ORIGIN = "Origin";

  /** The relation between the site that sends a request and this site (W3C Fetch Metadata). */
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  private final RestServer.Site site;
  private final RequestContext request;

  @Inject
  DevelopmentResource(RestServer.Site site, @Context ContainerRequestContext context) {
    this.site = site;
    this.request = RequestContext.of(context);
  }

  /** Returns the routes of this resource: none if the service has no reset. */
  static List<Route> routes(RestServer.Site site) {
    return site.reset() == null ? List.of() : List.of(Route.of("POST", RESET));
  }

  /** Replaces all data with the seed, or removes it if there is none. */
  @POST
  @Path(RESET)
  public Response reset() {
    Consumer<Deadline> reset = site.reset();
    if (reset == null) {
      throw ApiException.unknownPath();
    }
    requireProgramOrAllowedPage();
    reset.accept(request.deadline());
    return Response.noContent().build();
  }

  /**
   * Rejects requests of pages whose origin is not allowed by name. Here, {@code *} allows no page:
   * otherwise any page that is open in a browser could reset the data.
   */
  private void requireProgramOrAllowedPage() {
    String origin = request.header(ORIGIN);
    boolean fromPage = origin != null || request.header(FETCH_SITE) != null;
    if (fromPage && (origin == null || !site.corsOrigins().contains(origin))) {
      throw new ApiException(
          ErrorCode.PAGE_FORBIDDEN,
          "The request comes from a page in a browser that may not reset the data.",
          Map.of(ORIGIN, "is not an origin of --cors-origin"));
    }
  }
}
