package io.omfconnections.server.rest;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.ExternalIssuerProvider;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.ServiceUrls;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Endpoints from which clients obtain tokens, outside the contract: discovery (OpenID Connect
 * Discovery 1.0), the key set (RFC 7517) and the token endpoint (RFC 6749).
 *
 * <p>With an external issuer, discovery redirects to it, and the other two endpoints respond 404.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class IdentityResource {
  static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  static final String KEY_SET = DISCOVERY + "/jwks";
  static final String TOKEN = "/identity/connect/token";

  private final IdentityProvider provider;
  private final ServiceUrls urls;
  private final RequestMetrics metrics;
  private final RequestContext request;

  @Inject
  IdentityResource(
      IdentityProvider provider,
      ServiceUrls urls,
      RequestMetrics metrics,
      @Context ContainerRequestContext context) {
    this.provider = provider;
    this.urls = urls;
    this.metrics = metrics;
    this.request = RequestContext.of(context);
  }

  /** Returns the routes of this resource. */
  static List<Route> routes() {
    return List.of(
        Route.of("GET", DISCOVERY),
        Route.of("HEAD", DISCOVERY),
        Route.of("GET", KEY_SET),
        Route.of("HEAD", KEY_SET),
        Route.of("POST", TOKEN));
  }

  /** Returns the discovery document of the built-in issuer, or redirects to the external issuer. */
  @GET
  @Path(DISCOVERY)
  public Response discovery() {
    if (provider instanceof ExternalIssuerProvider external) {
      return Response.temporaryRedirect(external.discoveryUri()).build();
    }
    // Not for caches, because it depends on the name that the client uses.
    return Response.ok(builtInIssuer().metadata(base(), endpoint(TOKEN), endpoint(KEY_SET)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Returns the public keys of the built-in issuer. */
  @GET
  @Path(KEY_SET)
  public Response keySet() {
    return Response.ok(builtInIssuer().keySet()).build();
  }

  /** Issues a token for the grant type {@code client_credentials} (RFC 6749, section 4.4). */
  @POST
  @Path(TOKEN)
  public Response token() throws IOException {
    final BuiltInIssuer issuer = builtInIssuer();
    HTTPRequest form = new HTTPRequest(HTTPRequest.Method.POST, endpoint(TOKEN));
    set(form, HttpHeaders.CONTENT_TYPE, request.formTypes());
    set(form, HttpHeaders.AUTHORIZATION, request.headers(HttpHeaders.AUTHORIZATION));
    form.setClientIPAddress(request.request().getRemoteAddr());
    form.setBody(new String(request.form().stream().readAllBytes(), StandardCharsets.UTF_8));
    TokenResponse result = issuer.token(form, base(), request.directory());
    metrics.tokenRequest(resultName(result));
    HTTPResponse issued = result.toHTTPResponse();
    Response.ResponseBuilder response =
        Response.status(issued.getStatusCode())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(issued.getBody());
    issued
        .getHeaderMap()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                values.forEach(value -> response.header(name, value));
              }
            });
    if (issued.getStatusCode() == Response.Status.UNAUTHORIZED.getStatusCode()
        && request.header(HttpHeaders.AUTHORIZATION) != null) {
      // Required if the client has authenticated with this header field (RFC 6749, section 5.2).
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"omf-connections\"");
    }
    return response.build();
  }

  private static String resultName(TokenResponse response) {
    if (response.indicatesSuccess()) {
      return RequestMetrics.ISSUED;
    }
    ErrorObject error = response.toErrorResponse().getErrorObject();
    return switch (error.getHTTPStatusCode()) {
      case HTTPResponse.SC_SERVICE_UNAVAILABLE -> "busy";
      case 429 -> "too_many_wrong_secrets";
      default -> String.valueOf(error.getCode());
    };
  }

  private URI base() {
    return RequestUrls.base(urls, request);
  }

  private URI endpoint(String path) {
    return URI.create(base() + path);
  }

  private static void set(HTTPRequest form, String name, List<String> values) {
    if (!values.isEmpty()) {
      form.setHeader(name, values.toArray(new String[0]));
    }
  }

  private BuiltInIssuer builtInIssuer() {
    if (provider instanceof BuiltInIssuer builtIn) {
      return builtIn;
    }
    throw ApiException.unknownPath();
  }
}
