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
 * Resets the data of a server for development, outside the contract. It needs no token, because the
 * credentials of the development directory are public; it exists with that directory only.
 *
 * <p>A page of another site must not be able to cause a reset. Browsers send Origin with each POST
 * request, also with those that need no preflight request, and pages can't prevent it. A header
 * field that only programs send would not protect the data: a page can send any to a host name that
 * it has resolved to 127.0.0.1 (DNS rebinding).
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

  /** Unlike elsewhere, {@code *} allows no page: any page that is open could reset the data. */
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
